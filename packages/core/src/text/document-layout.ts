import type { Block } from "@smartypants/sdk";
import { countTokens, fitTokens } from "./count-tokens.ts";
import { normaliseText } from "./normalise-text.ts";

/** A part of a document with its own place in the source: a message, a page, an attached file. */
export interface BlockSection {
  readonly blocks: readonly Block[];
  /** Stands above all headings of the section. */
  readonly heading?: string;
  /** For blocks that have no anchor and stand under no heading that has one. */
  readonly anchor?: string;
  /** Shares no chunk with its neighbours: for parts that open at different addresses. */
  readonly apart?: boolean;
}

export type ChunkKind = "prose" | "table" | "code" | "list";

export interface HeadingLine {
  readonly text: string;
  readonly tokens: number;
  readonly level: number;
  readonly start: number;
  readonly anchor: string | undefined;
}

/** A block that is content, laid out in the document's text. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly tokens: number;
  readonly kind: ChunkKind;
  /** The headings over it, outermost first; together at most MAX_PATH_TOKENS. */
  readonly path: readonly HeadingLine[];
  /** The heading lines between the piece before and this one. */
  readonly headings: readonly HeadingLine[];
  readonly anchor: string | undefined;
  readonly header: string | undefined;
  readonly section: number;
  /** The highest heading level that begins between the piece before and this one; infinite if none does. */
  readonly boundary: number;
  readonly apart: boolean;
}

const MAX_PATH_TOKENS = 60;
const MAX_HEADER_TOKENS = 60;
const DEFAULT_HEADING_LEVEL = 2;
const SECTION_HEADING_LEVEL = 0;

/** Writes the sections into one normalised text and says where each block stands. A heading with nothing under it is content itself. */
export function layOut(sections: readonly BlockSection[]): { text: string; pieces: Piece[] } {
  const layout = createLayout();
  let previousApart = false;
  for (const [index, section] of sections.entries()) {
    layout.openSection(section, index, previousApart || section.apart === true);
    const blocks = readable(section);
    for (const [place, block] of blocks.entries()) {
      if (isHeading(block) && hasContent(block, blocks[place + 1])) layout.addHeading(block);
      else layout.addPiece(block);
    }
    previousApart = section.apart === true;
  }
  return layout.done();
}

/** The section's blocks with normalised text, empty ones left out, its own heading in front. */
function readable(section: BlockSection): Block[] {
  const own: Block[] = section.heading ? [{ kind: "heading", text: section.heading, level: SECTION_HEADING_LEVEL }] : [];
  const blocks: Block[] = [];
  for (const block of [...own, ...section.blocks]) {
    const text = cleanBlock(block);
    if (text !== "") blocks.push({ ...block, text });
  }
  return blocks;
}

function cleanBlock(block: Block): string {
  const text = normaliseText(block.text);
  if (block.kind === "code") return text.replace(/^\n+/, "").trimEnd();
  return block.kind === "heading" ? text.trim().replace(/\s+/g, " ") : text.trim();
}

/** What is longer is no heading, whatever the format says: it would not fit over a chunk, and its end would be found nowhere. */
function isHeading(block: Block): boolean {
  return block.kind === "heading" && fitTokens(block.text, 0, block.text.length, MAX_PATH_TOKENS) === block.text.length;
}

function hasContent(heading: Block, next: Block | undefined): boolean {
  return next !== undefined && (!isHeading(next) || levelOf(next) > levelOf(heading));
}

function levelOf(heading: Block): number {
  return heading.level ?? DEFAULT_HEADING_LEVEL;
}

const KINDS: Readonly<Record<Block["kind"], ChunkKind>> = {
  heading: "prose",
  paragraph: "prose",
  list: "list",
  table: "table",
  code: "code",
};

function createLayout() {
  const writer = createWriter();
  const pieces: Piece[] = [];
  const headerOf = cappedHeaders();
  let stack: HeadingLine[] = [];
  let pending: HeadingLine[] = [];
  let boundary = Number.POSITIVE_INFINITY;
  let place: { section: number; anchor: string | undefined; apart: boolean } = { section: 0, anchor: undefined, apart: false };

  const goUpTo = (level: number): void => {
    stack = stack.filter((heading) => heading.level < level);
    boundary = Math.min(boundary, level);
  };
  return {
    openSection(section: BlockSection, index: number, apart: boolean): void {
      if (stack.length > 0) goUpTo(SECTION_HEADING_LEVEL);
      place = { section: index, anchor: section.anchor, apart };
    },
    addHeading(block: Block): void {
      const level = levelOf(block);
      goUpTo(level);
      const line = { text: block.text, tokens: countTokens(block.text), level, start: writer.write(block), anchor: block.anchor };
      stack.push(line);
      pending.push(line);
    },
    addPiece(block: Block): void {
      if (isHeading(block)) goUpTo(levelOf(block));
      const start = writer.write(block);
      pieces.push({
        // The text of code keeps the indent of its first line, a chunk of it does not.
        start: start + block.text.length - block.text.trimStart().length,
        end: start + block.text.length,
        tokens: countTokens(block.text),
        kind: KINDS[block.kind],
        path: cappedPath(stack),
        headings: pending,
        boundary,
        anchor: block.anchor ?? stack.findLast((heading) => heading.anchor !== undefined)?.anchor ?? place.anchor,
        header: block.kind === "table" && block.header ? headerOf(block.header) : undefined,
        section: place.section,
        apart: place.apart,
      });
      pending = [];
      boundary = Number.POSITIVE_INFINITY;
      place = { ...place, apart: false };
    },
    done: (): { text: string; pieces: Piece[] } => ({ text: writer.text(), pieces }),
  };
}

/** Rows of a table and items of a list stand line under line, all else is set off by an empty line. */
function createWriter() {
  const parts: string[] = [];
  let length = 0;
  let last: Block["kind"] | undefined;
  return {
    write(block: Block): number {
      const isNextLine = block.kind === last && (block.kind === "list" || block.kind === "table");
      const separator = last === undefined ? "" : isNextLine ? "\n" : "\n\n";
      const start = length + separator.length;
      parts.push(separator, block.text);
      length = start + block.text.length;
      last = block.kind;
      return start;
    },
    text: (): string => parts.join(""),
  };
}

/** The innermost headings that fit. */
function cappedPath(stack: readonly HeadingLine[]): readonly HeadingLine[] {
  let tokens = 0;
  let from = stack.length;
  while (from > 0) {
    tokens += stack[from - 1]?.tokens ?? 0;
    if (tokens > MAX_PATH_TOKENS) break;
    from--;
  }
  return stack.slice(from);
}

/** A header stands beside every chunk of its table, so its size must have a bound. All rows of a table repeat the same one. */
function cappedHeaders(): (header: string) => string | undefined {
  let last: { readonly header: string; readonly capped: string | undefined } | undefined;
  return (header) => {
    if (last?.header !== header) {
      const text = normaliseText(header).trim();
      last = { header, capped: text.slice(0, fitTokens(text, 0, text.length, MAX_HEADER_TOKENS)).trimEnd() || undefined };
    }
    return last.capped;
  };
}
