/** A reference to passages as models write them, found at one place of a text. */
export interface MarkerAt {
  /** Passage numbers; they may not exist. */
  readonly numbers: readonly number[];
  readonly length: number;
}

/** A marker is no longer than this: an open bracket further back is an ordinary one. */
export const MARKER_REACH = 80;

const WORD = String.raw`(?:sources?|passages?|documents?|docs?|refs?|references?|citations?|quellen?|abschnitte?)`;
const NUMBER = String.raw`(?:\^|${WORD})?[\s.:#_-]*\d{1,9}`;
const MARKER = new RegExp(
  String.raw`\\?[[【［]{1,2}\s*(${NUMBER}(?:\s*(?:[,;&+/、，]|and|und|[-–—])\s*${NUMBER})*)\s*(?:†[^\]】］\n]{0,40})?\\?[\]】］]{1,2}`,
  "iy",
);

/** `[1]`, `[1, 2]`, `[1-3]`, `[^1]`, `【1】`, `【1†source】`, `[Source 1]`, `[[1]]`, also with escaped brackets; null when there is none at `at`. */
export function readMarker(text: string, at: number): MarkerAt | null {
  MARKER.lastIndex = at;
  const found = MARKER.exec(text);
  if (found === null) return null;
  const [whole, inner = ""] = found;
  // "[[1]" keeps its outer bracket as text.
  const opening = /^\\?([[【［]+)/.exec(whole)?.[1]?.length ?? 1;
  const closing = /[\]】］]+$/.exec(whole)?.[0].length ?? 1;
  if (opening > closing) return null;
  return { numbers: numbersIn(inner), length: whole.length - (closing - opening) };
}

/** More is no range but a mistake. */
const MAX_RANGE = 20;

function numbersIn(inner: string): number[] {
  const numbers: number[] = [];
  for (const part of inner.split(/[,;&+/、，]|and|und/i)) {
    const ends = Array.from(part.matchAll(/\d+/g), ([digits]) => Number(digits));
    const [first = 0, last = first] = ends;
    if (last - first > MAX_RANGE || last < first) numbers.push(first, last);
    else for (let number = first; number <= last; number++) numbers.push(number);
  }
  return [...new Set(numbers)];
}
