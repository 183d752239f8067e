export const SEPARATOR = 0;
/** A letter or digit of a script that separates its words. */
export const WORD = 1;
/** A mark, joiner or other character that goes on with a word but starts none. */
export const INNER = 2;
/** A letter of a script written without spaces, or (Hangul) with endings glued on: indexed as pairs. */
export const PAIRED = 3;

/**
 * What the analyzer does with a code point. WORD and PAIRED are given only to what folds to characters that SQLite's `unicode61` tokenizer keeps
 * inside one token, so a term made of them is one token there.
 */
export function characterClass(codePoint: number): number {
  const page = pages[codePoint >> 8] ?? classifyPage(codePoint >> 8);
  return page[codePoint & 0xff] ?? SEPARATOR;
}

/** The characters of a folded word that must not reach a term. The three ranges are letters to Unicode, separators to `unicode61`. */
export const NOT_IN_A_TERM = /[^\p{L}\p{N}]|[\u19B0-\u19C0\u19C8\u19C9\u1CF2\u1CF3]/gu;

const pages: (Uint8Array | undefined)[] = [];

function classifyPage(number: number): Uint8Array {
  const page = Uint8Array.from({ length: 256 }, (_, low) => classify((number << 8) | low));
  pages[number] = page;
  return page;
}

/** Vowels and final consonants of taken-apart Hangul, and half-width voicing marks: letters that belong to the one before. */
const TRAILING_LETTER = /[\u1160-\u11FF\uD7B0-\uD7FF\uFF9E\uFF9F]/;
const CONTINUES = /[\p{M}\p{Default_Ignorable_Code_Point}]/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const EAST_ASIAN = /[\p{Script_Extensions=Han}\p{Script_Extensions=Hiragana}\p{Script_Extensions=Katakana}\p{Script_Extensions=Hangul}]/u;
const UNSPACED_LETTER = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

function classify(codePoint: number): number {
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return SEPARATOR;
  const character = String.fromCodePoint(codePoint);
  if (CONTINUES.test(character) || TRAILING_LETTER.test(character)) return INNER;
  if (!LETTER_OR_DIGIT.test(character)) return SEPARATOR;
  const folded = character.normalize("NFKD").replace(/\p{M}/gu, "");
  // "½" is a number to Unicode, but folds to "1⁄2", which is two tokens.
  if (folded === "" || folded.replace(NOT_IN_A_TERM, "") !== folded) return SEPARATOR;
  if (EAST_ASIAN.test(character)) return PAIRED;
  return UNSPACED_LETTER.test(character) && /\p{L}/u.test(character) ? PAIRED : WORD;
}
