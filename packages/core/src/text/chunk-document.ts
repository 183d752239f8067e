import type { Block } from "@smartypants/sdk";
import { countTokens } from "./count-tokens.ts";
import { type BlockSection, type ChunkKind, type HeadingLine, layOut, type Piece } from "./document-layout.ts";
import { type Atom, splitBlock } from "./split-block.ts";

export type { BlockSection, ChunkKind } from "./document-layout.ts";

/** A retrieval passage: `text.slice(start, end)` of the document's text. */
export interface ChunkSpan {
  readonly start: number;
  readonly end: number;
  /** The headings over all of the chunk, outermost first. */
  readonly headingPath: readonly string[];
  /** What most of it is. */
  readonly kind: ChunkKind;
  /** Of its first block. */
  readonly anchor?: string;
  /** The header row of a table, cut after 60 tokens. */
  readonly header?: string;
  /** Which section its first block is from. */
  readonly section: number;
}

export interface ChunkedDocument {
  /** The document's stored text, already as `normaliseText` leaves it. */
  readonly text: string;
  readonly chunks: readonly ChunkSpan[];
}

/** Headings, header and text of a chunk together. */
const MAX_CHUNK_TOKENS = 240;
/** Not worth a chunk of its own: joined with what follows, even past a heading. */
const TINY_TOKENS = 25;
/** Worth one when a page ends or a lower heading follows. */
const SMALL_TOKENS = 60;
const MAJOR_HEADING_LEVEL = 2;

/**
 * Lays blocks out as one text and cuts it into chunks: trimmed, in order, not overlapping, never inside a surrogate pair, every visible character of
 * every block but headings in exactly one; at most 240 tokens with headings and table header. Headings are in `headingPath`, or in a chunk's text
 * where it joins several of them. Equal input gives equal output.
 */
export function chunkDocument(blocks: readonly Block[]): ChunkedDocument {
  return chunkSections([{ blocks }]);
}

/** The same for a document of several sections, such as the messages of a thread. */
export function chunkSections(sections: readonly BlockSection[]): ChunkedDocument {
  const { text, pieces } = layOut(sections);
  const drafts: Draft[] = [];
  for (const piece of pieces) {
    const last = drafts.at(-1);
    const open = last && !mustEnd(last, piece) ? last : undefined;
    if (open && sizeWith(open, piece, piece.tokens) <= MAX_CHUNK_TOKENS) {
      extend(open, piece, piece, piece.headings);
      continue;
    }
    const room = MAX_CHUNK_TOKENS - pathTokens(piece) - headerTokens(piece.header);
    if (piece.tokens <= room) drafts.push(draftOf(piece, piece));
    else addAtoms(drafts, piece, splitBlock(text, piece, piece.kind, room), open !== undefined && open.bodyTokens < TINY_TOKENS);
  }
  return { text, chunks: drafts.map(toChunk) };
}

/** A chunk being filled. */
interface Draft {
  start: number;
  end: number;
  /** Headings, header and text. */
  tokens: number;
  /** Text without headings, by which a chunk is tiny or small. */
  bodyTokens: number;
  path: readonly HeadingLine[];
  /** The heading lines right before the start that may still be drawn into the text. */
  headingsBefore: readonly HeadingLine[];
  header: string | undefined;
  page: string | undefined;
  readonly first: Piece;
  readonly tokensByKind: Map<ChunkKind, number>;
}

function draftOf(piece: Piece, atom: Atom): Draft {
  return {
    start: atom.start,
    end: atom.end,
    tokens: atom.tokens + pathTokens(piece) + headerTokens(piece.header),
    bodyTokens: atom.tokens,
    path: piece.path,
    headingsBefore: atom.start === piece.start ? piece.headings : [],
    header: piece.header,
    page: pageOf(piece),
    first: piece,
    tokensByKind: new Map([[piece.kind, atom.tokens]]),
  };
}

function mustEnd(draft: Draft, piece: Piece): boolean {
  if (piece.apart) return true;
  const isTable = piece.kind === "table";
  if (isTable && draft.tokensByKind.has("table") && draft.header !== piece.header) return true;
  if (isTable !== draft.tokensByKind.has("table") && draft.bodyTokens >= TINY_TOKENS) return true;
  if (piece.boundary <= MAJOR_HEADING_LEVEL && draft.bodyTokens >= TINY_TOKENS) return true;
  if (Number.isFinite(piece.boundary) && draft.bodyTokens >= SMALL_TOKENS) return true;
  const page = pageOf(piece);
  return page !== undefined && draft.page !== undefined && page !== draft.page && draft.bodyTokens >= SMALL_TOKENS;
}

function sizeWith(draft: Draft, piece: Piece, tokens: number): number {
  const header = draft.header === piece.header || piece.header === undefined ? 0 : headerTokens(piece.header);
  return draft.tokens + sumTokens(piece.headings) + header + tokens;
}

function extend(draft: Draft, piece: Piece, atom: Atom, headings: readonly HeadingLine[]): void {
  draft.tokens = sizeWith(draft, { ...piece, headings }, atom.tokens);
  draft.bodyTokens += atom.tokens;
  draft.end = atom.end;
  draft.header ??= piece.header;
  draft.page = pageOf(piece) ?? draft.page;
  draft.tokensByKind.set(piece.kind, (draft.tokensByKind.get(piece.kind) ?? 0) + atom.tokens);
  drawInHeadings(draft, piece.path);
}

/**
 * A chunk that goes on under another heading must not be filed under the first one alone: the headings they do not share move from its path into its
 * text, where they stand before their own part. Its size stays the same.
 */
function drawInHeadings(draft: Draft, path: readonly HeadingLine[]): void {
  const shared = draft.path.findIndex((heading, place) => path[place] !== heading);
  if (shared === -1) return;
  const moved = draft.path.slice(shared);
  const before = draft.headingsBefore.slice(-moved.length);
  const [first] = before;
  // Not the lines right before it: other text stands between them and the chunk.
  if (!first || before.some((heading, place) => heading !== moved[place]) || before.length !== moved.length) return;
  draft.start = first.start;
  draft.path = draft.path.slice(0, shared);
  draft.headingsBefore = draft.headingsBefore.slice(0, -moved.length);
}

function addAtoms(drafts: Draft[], piece: Piece, atoms: readonly Atom[], joinsLast: boolean): void {
  for (const [index, atom] of atoms.entries()) {
    const last = drafts.at(-1);
    const headings = index === 0 ? piece.headings : [];
    const mayJoin = last && (index > 0 || joinsLast);
    if (mayJoin && sizeWith(last, { ...piece, headings }, atom.tokens) <= MAX_CHUNK_TOKENS) extend(last, piece, atom, headings);
    else drafts.push(draftOf(piece, atom));
  }
}

function toChunk(draft: Draft): ChunkSpan {
  const kinds = [...draft.tokensByKind].toSorted(([, a], [, b]) => b - a);
  return {
    start: draft.start,
    end: draft.end,
    headingPath: draft.path.map((heading) => heading.text),
    kind: kinds[0]?.[0] ?? "prose",
    section: draft.first.section,
    ...(draft.first.anchor === undefined ? {} : { anchor: draft.first.anchor }),
    ...(draft.header === undefined ? {} : { header: draft.header }),
  };
}

function pathTokens(piece: Piece): number {
  return sumTokens(piece.path);
}

function sumTokens(headings: readonly HeadingLine[]): number {
  return headings.reduce((sum, heading) => sum + heading.tokens, 0);
}

function headerTokens(header: string | undefined): number {
  return header === undefined ? 0 : countTokens(header);
}

function pageOf(piece: Piece): string | undefined {
  return piece.anchor?.startsWith("page=") ? piece.anchor : undefined;
}
