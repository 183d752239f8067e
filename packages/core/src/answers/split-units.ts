import { splitSentences } from "../text/split-sentences.ts";

/** What can be quoted: a sentence, a list item, a table row or a line of code. Offsets into the passage's text. */
export interface Unit {
  readonly start: number;
  readonly end: number;
  /** Counts the paragraphs of the passage; units of one paragraph read on. */
  readonly paragraph: number;
}

/** In UTF-16 units. Longer sentences are cut at a line or a word. */
export const MAX_QUOTE = 400;

/** The units of a passage in order, none longer than a quote may be. Linear in the text. */
export function splitUnits(text: string, kind: string): Unit[] {
  const units: Unit[] = [];
  for (const [paragraph, block] of paragraphsOf(text, kind).entries()) {
    for (const part of partsOf(text, block, kind)) {
      const cut = text.slice(part.start, part.end);
      for (const { start, end } of splitSentences(cut))
        addUnit(units, text, { start: part.start + start, end: part.start + end, paragraph });
    }
  }
  return units;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The rows of a table belong together whatever stands between them. */
function paragraphsOf(text: string, kind: string): Span[] {
  return kind === "table" ? [{ start: 0, end: text.length }] : pieces(text, 0, text.length, /\n[ \t]*\n/g);
}

function partsOf(text: string, block: Span, kind: string): Span[] {
  const lines = pieces(text, block.start, block.end, /\n/g);
  if (kind !== "prose") return lines;
  const longest = Math.max(...lines.map((line) => line.end - line.start));
  const parts: { start: number; end: number }[] = [];
  for (const [index, line] of lines.entries()) {
    const last = parts.at(-1);
    const before = lines[index - 1];
    if (last !== undefined && before !== undefined && readsOn(text, before, line, longest)) last.end = line.end;
    else parts.push({ ...line });
  }
  return parts;
}

/** `name: value`, `Q: …`, `services[2].port: 7433`. */
const LABELLED = /^[\p{L}\p{N}_.[\]-]{1,60}:\s/u;
const BEGINS = /^[\p{Lu}\p{N}"“'‘(]/u;
/** A line that much shorter than the longest was not wrapped: it ends because its author ended it. */
const WRAPPED_SHARE = 0.6;

function readsOn(text: string, before: Span, line: Span, longest: number): boolean {
  const next = text.slice(line.start, Math.min(line.end, line.start + LOOK));
  if (LABELLED.test(next)) return false;
  if (/[,;–-]\s*$/.test(text.slice(Math.max(before.start, before.end - LOOK), before.end))) return true;
  return before.end - before.start >= WRAPPED_SHARE * longest || !BEGINS.test(next);
}

/** Enough of a line to see how it begins or ends. */
const LOOK = 80;

function pieces(text: string, from: number, to: number, separator: RegExp): Span[] {
  const spans: Span[] = [];
  let start = from;
  for (const match of text.slice(from, to).matchAll(separator)) {
    spans.push({ start, end: from + match.index });
    start = from + match.index + match[0].length;
  }
  spans.push({ start, end: to });
  return spans;
}

function addUnit(units: Unit[], text: string, { start, end, paragraph }: Unit): void {
  let from = start;
  while (end - from > MAX_QUOTE) {
    const window = text.slice(from, from + MAX_QUOTE);
    const line = window.lastIndexOf("\n");
    const space = Math.max(line, window.lastIndexOf(" "));
    const at = line > 0 ? line : space > 0 ? space : wholeLength(window);
    const trimmed = window.slice(0, at).trimEnd();
    units.push({ start: from, end: from + trimmed.length, paragraph });
    from += at;
    while (from < end && text.charAt(from).trim() === "") from++;
  }
  if (from < end) units.push({ start: from, end, paragraph });
}

/** Never inside a surrogate pair. */
function wholeLength(window: string): number {
  return window.isWellFormed() ? window.length : window.length - 1;
}
