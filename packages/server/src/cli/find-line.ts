/** Words by which a quote is looked for when not all of it can be found. */
const FEW_WORDS = 8;

/**
 * The line, counted from 1, on which a quote begins in a file; null when it is not there. A file holds its text with markup, line breaks and indentation that
 * the quote has not: so it is looked for as it is but for white space, then by its letters and digits alone, then by its first words. Of several places
 * the one nearest to `start` counts, the quote's offset in the text that was read from the file.
 */
export function findLine(text: string, quote: string, start: number): number | null {
  const exact = nearestOf(text, quote, start, (at) => at);
  if (exact !== null) return lineAt(text, exact);
  const shown = withoutMarkup(text);
  for (const [source, isKept, wanted] of [
    [text, isInk, quote],
    [shown, isLetter, quote],
    [shown, isLetter, firstWords(quote)],
  ] as const) {
    const { letters, offsets } = folded(source, isKept);
    const offset = nearestOf(letters, folded(wanted, isKept).letters, start, (at) => offsets[at] ?? 0);
    if (offset !== null) return lineAt(text, offset);
  }
  return null;
}

interface Folded {
  readonly letters: string;
  /** Of each letter, where it stands in the text. */
  readonly offsets: readonly number[];
}

function isInk(character: string): boolean {
  return character.trim() !== "";
}

function isLetter(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}

function folded(text: string, isKept: (character: string) => boolean): Folded {
  const letters: string[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const character of text) {
    // Taken apart, so that an accent of its own and one that is part of its letter are the same.
    for (const piece of character.normalize("NFKD").toLowerCase()) {
      if (!isKept(piece)) continue;
      letters.push(piece);
      for (let unit = 0; unit < piece.length; unit++) offsets.push(offset);
    }
    offset += character.length;
  }
  return { letters: letters.join(""), offsets };
}

function nearestOf(letters: string, wanted: string, start: number, offsetOf: (at: number) => number): number | null {
  if (wanted === "") return null;
  let best: number | null = null;
  for (let at = letters.indexOf(wanted); at !== -1; at = letters.indexOf(wanted, at + 1)) {
    const offset = offsetOf(at);
    if (best === null || Math.abs(offset - start) < Math.abs(best - start)) best = offset;
  }
  return best;
}

/** Tags, link targets and character references as blanks of the same length. */
function withoutMarkup(text: string): string {
  const blank = (found: string): string => " ".repeat(found.length);
  return text
    .replaceAll(/<!--[\s\S]*?-->|<\/?[a-z][^<>]*>/gi, blank)
    .replaceAll(/\]\([^()\n]*\)/g, blank)
    .replaceAll(/&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);/gi, blank);
}

/** Without the number of a list, which a page makes up. */
function firstWords(quote: string): string {
  return quote
    .replace(/^\s*(?:\d+[.)]|[-*•])\s+/, "")
    .split(/\s+/)
    .slice(0, FEW_WORDS)
    .join(" ");
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}
