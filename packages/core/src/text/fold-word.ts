import { NOT_IN_A_TERM } from "./character-class.ts";

/** Compatibility forms unified and lower case, accents kept: what a stemmer wants to see. */
export function lowerWord(word: string): string {
  return ASCII.test(word) ? word.toLowerCase() : word.normalize("NFKC").toLowerCase().replace(IGNORABLE, "");
}

/** Takes the accents off a lower-case word; what remains is letters and digits only, safe as one `unicode61` token. */
export function foldAccents(lower: string): string {
  if (FOLDED.test(lower)) return lower;
  return lower
    .normalize("NFKD")
    .replace(MARKS_BUT_VOICING, "")
    .normalize("NFC")
    .replace(SPELLED_OUT, (letter) => SPELLING[letter] ?? letter)
    .replace(NOT_IN_A_TERM, "");
}

const FOLDED = /^[a-z0-9]*$/;
// oxlint-disable-next-line no-control-regex -- "ASCII only" has no other spelling
const ASCII = /^[\x00-\x7f]*$/;
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;
/** Kana voicing tells words apart and composes again, so it stays. */
const MARKS_BUT_VOICING = /[^\P{M}\u3099\u309A]/gu;
const SPELLED_OUT = /[ßæœøłđðþıς]/g;
const SPELLING: Readonly<Record<string, string>> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ς: "σ" };
