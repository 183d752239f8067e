/**
 * The size of a text, the same whatever the embedding model: an approximation of WordPiece tokens that errs on the large side (on English text and
 * code .95 to 1.17 of BERT's own count).
 *
 *   a run of Latin letters      ceil(length / 6)
 *   a run of ASCII digits       ceil(length / 3)
 *   a run of other letters      ceil(length / 3)   Cyrillic, Arabic, Devanagari with its marks …
 *   each CJK or Hangul character, punctuation mark, symbol, emoji or other character outside the BMP   1
 *   white space                 0
 *
 * So sizes of texts divided by white space add up, and a part is never larger than the whole.
 */
export function countTokens(text: string, start = 0, end = text.length): number {
  return measure(text, start, end, Number.POSITIVE_INFINITY).tokens;
}

/** The furthest offset up to which `text`, from `start`, has at most `maxTokens`; never between the halves of a surrogate pair. */
export function fitTokens(text: string, start: number, end: number, maxTokens: number): number {
  return measure(text, start, end, maxTokens).end;
}

const SPACE = 0;
const LATIN = 1;
const DIGIT = 2;
const OTHER_LETTER = 3;
const SINGLE = 4;

/** Characters of one token, by kind. */
const RUN_LENGTH = [0, 6, 3, 3, 1] as const;

function measure(text: string, start: number, end: number, maxTokens: number): { tokens: number; end: number } {
  let tokens = 0;
  let runKind = SPACE;
  let runLength = 0;
  let index = start;
  while (index < end) {
    const unit = text.charCodeAt(index);
    const kind = kindOf(unit);
    if (kind !== runKind) {
      runKind = kind;
      runLength = 0;
    }
    const perToken = RUN_LENGTH[kind] ?? 0;
    if (perToken > 0 && runLength % perToken === 0) {
      if (tokens >= maxTokens) return { tokens, end: index };
      tokens++;
    }
    runLength++;
    index += isPair(text, index, unit) ? 2 : 1;
  }
  return { tokens, end: Math.min(index, end) };
}

function isPair(text: string, index: number, unit: number): boolean {
  if (unit < 0xd800 || unit > 0xdbff) return false;
  const next = text.charCodeAt(index + 1);
  return next >= 0xdc00 && next <= 0xdfff;
}

function kindOf(unit: number): number {
  return unit < 0x250 ? (NARROW[unit] ?? SINGLE) : kindOfWide(unit);
}

const NARROW = Uint8Array.from({ length: 0x250 }, (_, unit) => {
  const character = String.fromCharCode(unit);
  if (/\s/.test(character)) return SPACE;
  if (/[0-9]/.test(character)) return DIGIT;
  return /[A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F]/.test(character) ? LATIN : SINGLE;
});

/** By ranges, not by Unicode properties: sizes must not change with the version of Unicode. */
function kindOfWide(unit: number): number {
  if (isWideSpace(unit)) return SPACE;
  if (unit >= 0x2e80 && unit <= 0x9fff) return SINGLE;
  if (unit >= 0xac00 && unit <= 0xdfff) return SINGLE;
  if (unit >= 0xf900 && unit <= 0xfaff) return SINGLE;
  if (unit >= 0xff00) return SINGLE;
  return unit >= 0x2010 && unit <= 0x2bff ? SINGLE : OTHER_LETTER;
}

function isWideSpace(unit: number): boolean {
  if (unit >= 0x2000 && unit <= 0x200a) return true;
  return unit === 0x2028 || unit === 0x2029 || unit === 0x202f || unit === 0x205f || unit === 0x3000 || unit === 0x1680 || unit === 0xfeff;
}
