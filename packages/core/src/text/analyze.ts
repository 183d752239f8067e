import { characterClass, INNER, PAIRED, SEPARATOR, WORD } from "./character-class.ts";
import { foldAccents, lowerWord } from "./fold-word.ts";
import { type Vocabulary, vocabularyFor } from "./term-of-word.ts";

export interface TermAt {
  readonly term: string;
  /** UTF-16 offsets of the word (or pair of letters) in the text given. */
  readonly start: number;
  readonly end: number;
}

/**
 * The index terms of a text, in order, repeats kept: words folded, stop words left out, stemmed by language (ISO 639-1; `und` stems nothing), pairs
 * of letters for scripts without spaces. Documents, queries and highlights all pass here. Never throws. A term is 1 to 64 letters and digits, and one
 * token to SQLite's `unicode61`.
 */
export function analyze(text: string, language: string): string[] {
  const terms: string[] = [];
  scan(text, vocabularyFor(language), (term) => terms.push(term));
  return terms;
}

/** As `analyze`, with the place of each term. Places are in order; those of letter pairs overlap. */
export function analyzeWithOffsets(text: string, language: string): TermAt[] {
  const found: TermAt[] = [];
  scan(text, vocabularyFor(language), (term, start, end) => found.push({ term, start, end }));
  return found;
}

type Sink = (term: string, start: number, end: number) => void;

function scan(text: string, vocabulary: Vocabulary, sink: Sink): void {
  const english = vocabulary.language === "en";
  let index = 0;
  while (index < text.length) {
    const codePoint = codePointAt(text, index);
    const kind = characterClass(codePoint);
    if (kind === WORD) {
      const end = endOfWord(text, index);
      const word = text.slice(index, end);
      const term = english && isContraction(text, index, word) ? "" : vocabulary.termOf(word);
      if (term !== "") sink(term, index, end);
      index = end;
    } else if (kind === PAIRED) {
      index = scanPairs(text, index, sink);
    } else {
      index += widthOf(codePoint);
    }
  }
}

/** A third faster on English text than asking `characterClass` for each letter. */
const ASCII_CLASS = Uint8Array.from({ length: 0x80 }, (_, unit) => characterClass(unit));

function endOfWord(text: string, start: number): number {
  let index = start;
  while (index < text.length) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      if (ASCII_CLASS[unit] !== WORD) break;
      index++;
      continue;
    }
    const codePoint = codePointAt(text, index);
    const kind = characterClass(codePoint);
    if (kind === SEPARATOR || kind === PAIRED) break;
    index += widthOf(codePoint);
  }
  return index;
}

/** One letter gives itself, more give each pair of neighbours. */
function scanPairs(text: string, start: number, sink: Sink): number {
  let index = endOfLetter(text, start);
  let letterStart = start;
  let letter = foldLetter(text, start, index);
  let pairs = 0;
  while (index < text.length && characterClass(codePointAt(text, index)) === PAIRED) {
    const end = endOfLetter(text, index);
    const next = foldLetter(text, index, end);
    sink(letter + next, letterStart, end);
    letterStart = index;
    letter = next;
    index = end;
    pairs++;
  }
  if (pairs === 0) sink(letter, start, index);
  return index;
}

function endOfLetter(text: string, start: number): number {
  let index = start + widthOf(codePointAt(text, start));
  while (index < text.length) {
    const codePoint = codePointAt(text, index);
    if (characterClass(codePoint) !== INNER) break;
    index += widthOf(codePoint);
  }
  return index;
}

/** A letter and the marks on it; more marks than this are decoration, and folding them would take quadratic time. */
const MAX_LETTER_LENGTH = 32;

function foldLetter(text: string, start: number, end: number): string {
  return foldAccents(lowerWord(text.slice(start, Math.min(end, start + MAX_LETTER_LENGTH))));
}

const CONTRACTIONS: ReadonlySet<string> = new Set(["s", "t", "d", "m", "ll", "re", "ve"]);

/** What follows the apostrophe in "employee's" or "don't" says nothing, and would light up every "s" and the T of "T cell". */
function isContraction(text: string, start: number, word: string): boolean {
  if (word.length > 2 || start < 2) return false;
  const before = text.charCodeAt(start - 1);
  if (before !== 0x27 && before !== 0x2019) return false;
  return characterClass(text.charCodeAt(start - 2)) === WORD && CONTRACTIONS.has(word.toLowerCase());
}

function codePointAt(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  return unit < 0xd800 || unit > 0xdbff ? unit : (text.codePointAt(index) ?? unit);
}

function widthOf(codePoint: number): number {
  return codePoint > 0xffff ? 2 : 1;
}
