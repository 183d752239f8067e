import { countTokens, fitTokens } from "./count-tokens.ts";
import type { ChunkKind } from "./document-layout.ts";
import { isSpace, LIST_ITEM, type Span, splitSentences, trimSpan } from "./split-sentences.ts";

/** A span that stays whole, with its size. */
export interface Atom extends Span {
  readonly tokens: number;
}

type Splitter = (text: string) => Span[];

const SPLITTERS: Readonly<Record<ChunkKind, readonly Splitter[]>> = {
  prose: [paragraphsOf, splitSentences],
  list: [itemsOf, splitSentences],
  code: [paragraphsOf, linesOf],
  table: [linesOf, splitSentences],
};

/**
 * Cuts a block into atoms of at most `maxTokens`, at the coarsest places that do: paragraphs (items, lines), then sentences, then words, then
 * anywhere but inside a character. Atoms are trimmed, in order, and hold every character that is not white space.
 */
export function splitBlock(text: string, block: Span, kind: ChunkKind, maxTokens: number): Atom[] {
  const atoms: Atom[] = [];
  cut(text, block, SPLITTERS[kind], maxTokens, atoms);
  return atoms;
}

function cut(text: string, span: Span, splitters: readonly Splitter[], maxTokens: number, atoms: Atom[]): void {
  const tokens = countTokens(text, span.start, span.end);
  const [splitter, ...finer] = splitters;
  if (tokens <= maxTokens) {
    const atom = trimSpan(text, span.start, span.end);
    if (atom) atoms.push({ ...atom, tokens });
  } else if (splitter) {
    for (const part of splitter(text.slice(span.start, span.end))) {
      cut(text, { start: span.start + part.start, end: span.start + part.end }, finer, maxTokens, atoms);
    }
  } else {
    cutWords(text, span, maxTokens, atoms);
  }
}

function paragraphsOf(text: string): Span[] {
  return pieces(text, /\n\n/g);
}

function linesOf(text: string): Span[] {
  return pieces(text, /\n/g);
}

/** An item goes on until the next line that starts one. */
function itemsOf(text: string): Span[] {
  const starts = [0];
  for (const { index } of text.matchAll(/\n/g)) {
    if (LIST_ITEM.test(text.slice(index + 1, index + 1 + ITEM_LOOK))) starts.push(index + 1);
  }
  return starts.map((start, place) => ({ start, end: starts[place + 1] ?? text.length }));
}

/** Enough of a line to see an item's marker behind its indent. */
const ITEM_LOOK = 80;

function pieces(text: string, separator: RegExp): Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (const match of text.matchAll(separator)) {
    spans.push({ start, end: match.index });
    start = match.index + match[0].length;
  }
  spans.push({ start, end: text.length });
  return spans;
}

function cutWords(text: string, span: Span, maxTokens: number, atoms: Atom[]): void {
  let start = span.start;
  while (start < span.end) {
    const fit = fitTokens(text, start, span.end, maxTokens);
    const end = fit >= span.end ? fit : (lastSpace(text, start, fit) ?? wholeCharacter(text, start, fit));
    const atom = trimSpan(text, start, end);
    if (atom) atoms.push({ ...atom, tokens: countTokens(text, atom.start, atom.end) });
    start = end;
  }
}

/** Never the start itself, or the cut would make no progress. */
function lastSpace(text: string, start: number, end: number): number | undefined {
  for (let index = end; index > start; index--) if (isSpace(text, index)) return index;
  return undefined;
}

const ATTACHED = /^(?:\p{M}|\p{Join_Control}|\p{Emoji_Modifier})/u;
/** A run of marks longer than this is not a character worth keeping whole. */
const MAX_CHARACTER_LENGTH = 32;

/** Moves a cut to the front of a letter with its marks, or of an emoji joined from several. */
function wholeCharacter(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && end - at < MAX_CHARACTER_LENGTH) {
    const isAttached = ATTACHED.test(text.slice(at, at + 2)) || text.charCodeAt(at - 1) === 0x200d || isLowSurrogate(text, at);
    if (!isAttached) return at;
    at--;
  }
  return end;
}

function isLowSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
