import { oneLine, plain, type Style } from "./terminal.ts";

const LONGEST = 320;
const BEFORE = 80;

interface Passage {
  readonly text: string;
  readonly highlights: readonly { readonly start: number; readonly end: number }[];
}

/** The part of a passage around its first hit, on one line, with the hits marked; what is left out is shown as an ellipsis. */
export function excerpt({ text, highlights }: Passage, style: Style): string {
  const first = highlights[0]?.start ?? 0;
  const from = text.length <= LONGEST || first <= BEFORE ? 0 : wordStart(text, first - BEFORE);
  const to = text.length - from <= LONGEST ? text.length : wordStart(text, from + LONGEST);
  const parts: string[] = [];
  let at = from;
  for (const { start, end } of highlights) {
    if (start < at || end > to) continue;
    parts.push(flat(text.slice(at, start)), style.mark(flat(text.slice(start, end))));
    at = end;
  }
  parts.push(flat(text.slice(at, to)));
  return `${from > 0 ? "… " : ""}${parts.join("").trim()}${to < text.length ? " …" : ""}`;
}

/** White space at the ends is kept: words stand there. */
function flat(text: string): string {
  return plain(text).replaceAll(/\s+/g, " ");
}

/** The beginning of the word that stands at `offset`, which is never inside a surrogate pair. */
function wordStart(text: string, offset: number): number {
  const blank = text.slice(0, offset).search(/\s\S*$/);
  return blank === -1 ? 0 : blank + 1;
}

export function headingLine(headingPath: readonly string[]): string {
  return headingPath.map(oneLine).join(" › ");
}
