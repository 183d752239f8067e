import type { Block } from "@smartypants/sdk";
import type { HeadingLevels } from "./find-headings.ts";
import { median, type PageLine, type PageText } from "./page-text.ts";

// A paragraph that goes on over a page break stays one block, as long as it is one that a person wrote.
const MAX_JOINED_CHARACTERS = 3_000;
const BULLET = /^(?:[•‣◦▪●○■–—-]|\d{1,3}[.)]|\(?[a-z]\))\s+\S/;

const CONTENTS_ENTRY = / … [\divx]{1,6}$/;

interface Paragraph {
  readonly kind: Block["kind"];
  readonly level?: number;
  readonly page: number;
  readonly lines: PageLine[];
}

/** Joins lines to paragraphs, list items, table rows and headings, each opening at its first page. */
export function toBlocks(pages: readonly PageText[], headings: HeadingLevels): Block[] {
  const compounds = hyphenatedWords(pages);
  const blocks: Block[] = [];
  for (const page of pages) {
    for (const [index, paragraph] of toParagraphs(page, headings).entries()) {
      const text =
        paragraph.kind === "table"
          ? (paragraph.lines[0]?.cells.join(" | ") ?? "")
          : joinLines(
              paragraph.lines.map((line) => line.text),
              compounds,
            );
      const last = blocks.at(-1);
      const fromPageBefore = index === 0 && last?.anchor === `page=${page.number - 1}`;
      if (last !== undefined && fromPageBefore && paragraph.kind === "paragraph" && goesOn(last, text)) {
        blocks[blocks.length - 1] = { ...last, text: joinLines([last.text, text], compounds) };
      } else
        blocks.push({
          kind: paragraph.kind,
          text,
          ...(paragraph.level !== undefined && { level: paragraph.level }),
          anchor: `page=${page.number}`,
        });
    }
  }
  return blocks;
}

function toParagraphs(page: PageText, headings: HeadingLevels): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  const spacing = lineSpacing(page.lines);
  const edges = regionEdges(page.lines);
  for (const line of page.lines) {
    const level = headings.get(line);
    const last = paragraphs.at(-1);
    const previous = last?.lines.at(-1);
    const kind = level !== undefined ? "heading" : line.cells.length > 1 ? "table" : BULLET.test(line.text) ? "list" : "paragraph";
    const joins =
      last !== undefined && previous !== undefined && last.level === level && continues(last, previous, line, kind, spacing, edges);
    if (joins) last.lines.push(line);
    else paragraphs.push({ kind, page: page.number, lines: [line], ...(level !== undefined && { level }) });
  }
  return paragraphs;
}

function continues(
  last: Paragraph,
  previous: PageLine,
  line: PageLine,
  kind: Block["kind"],
  spacing: number,
  edges: ReadonlyMap<number, Edges>,
): boolean {
  if (kind === "table" || last.kind === "table" || kind === "list" || CONTENTS_ENTRY.test(previous.text)) return false;
  if (Math.abs(previous.size - line.size) > Math.max(previous.size, line.size) * 0.12) return false;
  if (previous.region !== line.region) return last.kind !== "heading" && !endsSentence(previous.text) && /^\p{Ll}/u.test(line.text);
  const gap = line.y - previous.y;
  if (gap > spacing * 1.35 || gap > line.size * 2.6 || gap <= 0) return false;
  if (last.kind === "heading" || last.kind === "list") return true;
  const edge = edges.get(line.region);
  const indented = edge !== undefined && line.x - edge.left > line.size * 0.8 && previous.x - edge.left < line.size * 0.4;
  const short = edge !== undefined && previous.right < edge.left + (edge.right - edge.left) * 0.8;
  return !(indented || (short && endsSentence(previous.text) && /^[\p{Lu}\p{N}"“«(]/u.test(line.text)));
}

interface Edges {
  readonly left: number;
  readonly right: number;
}

function regionEdges(lines: readonly PageLine[]): Map<number, Edges> {
  const edges = new Map<number, Edges>();
  for (const { region, x, right } of lines) {
    const known = edges.get(region);
    edges.set(region, { left: Math.min(known?.left ?? x, x), right: Math.max(known?.right ?? right, right) });
  }
  return edges;
}

/** The usual distance of two lines on this page. */
function lineSpacing(lines: readonly PageLine[]): number {
  const gaps: number[] = [];
  for (const [index, line] of lines.entries()) {
    const previous = lines[index - 1];
    if (previous !== undefined && previous.region === line.region && line.y > previous.y) gaps.push(line.y - previous.y);
  }
  // A page of two or three lines shows nothing usual: take what is usual elsewhere.
  return gaps.length < 4 ? median(lines.map((line) => line.size)) * 1.25 : median(gaps);
}

function endsSentence(text: string): boolean {
  return /[.!?:;][)"'”»\]]*$/.test(text);
}

function goesOn(last: Block, text: string): boolean {
  if ((last.kind !== "paragraph" && last.kind !== "list") || last.text.length + text.length > MAX_JOINED_CHARACTERS) return false;
  return !endsSentence(last.text) && /^\p{Ll}/u.test(text);
}

const BROKEN_WORD = /\p{L}[-\u00AD\u2010]$/u;

/** A word broken at a line's end is put together, unless the document spells it with a hyphen elsewhere. */
function joinLines(lines: readonly string[], compounds: ReadonlySet<string>): string {
  let text = "";
  for (const line of lines) {
    if (text === "") text = line;
    else if (!BROKEN_WORD.test(text) || !/^\p{Ll}/u.test(line))
      text += (/\p{L}[-\u2010]$/u.test(text) && /^\p{L}/u.test(line) ? "" : " ") + line;
    else text = keepsHyphen(text, line, compounds) ? text + line : text.slice(0, -1) + line;
  }
  return text;
}

function keepsHyphen(text: string, line: string, compounds: ReadonlySet<string>): boolean {
  const head = /[\p{L}\p{N}-]+$/u.exec(text.slice(-80))?.[0] ?? "";
  const tail = /^[\p{L}\p{N}]+/u.exec(line)?.[0] ?? "";
  return !text.endsWith("\u00AD") && compounds.has((head + tail).toLowerCase());
}

function hyphenatedWords(pages: readonly PageText[]): Set<string> {
  const words = new Set<string>();
  for (const page of pages) {
    for (const line of page.lines) for (const word of line.text.match(/\p{L}+(?:-\p{L}+)+/gu) ?? []) words.add(word.toLowerCase());
  }
  return words;
}
