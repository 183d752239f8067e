import { foldAccents, lowerWord } from "./fold-word.ts";
import { QUERY_WORDS, STOP_WORDS } from "./stop-words.ts";

/**
 * The language of a text as ISO 639-1, or "und" when it does not show: by script, then for Latin and Cyrillic letters by the small words each
 * language cannot do without. Reads the first 4,000 characters.
 */
export function detectLanguage(text: string): string {
  const sample = text.slice(0, SAMPLE_LENGTH);
  const script = mainScript(sample);
  if (script === "latin") return byFrequentWords(sample, LATIN_LANGUAGES);
  if (script === "cyrillic") return CYRILLIC_BUT_NOT_RUSSIAN.test(sample) ? byFrequentWords(sample, ["uk"]) : "ru";
  if (script === "arabic") return PERSIAN_LETTERS.test(sample) ? (URDU_LETTERS.test(sample) ? "ur" : "fa") : "ar";
  return script;
}

const SAMPLE_LENGTH = 4_000;
/** Ukrainian, Serbian, Belarusian, Macedonian. */
const CYRILLIC_BUT_NOT_RUSSIAN = /[іїєґђјљњћџўѓќѕ]/iu;
const PERSIAN_LETTERS = /[پچژگ]/u;
const URDU_LETTERS = /[ٹڈڑے]/u;

/** Ranges of letters; a script with one main language is named by it. A CJK letter says as much as about three of an alphabet. */
const SCRIPTS: readonly (readonly [script: string, from: number, to: number, weight: number])[] = [
  ["latin", 0x41, 0x24f, 1],
  ["el", 0x370, 0x3ff, 1],
  ["cyrillic", 0x400, 0x52f, 1],
  ["hy", 0x531, 0x58f, 1],
  ["he", 0x590, 0x5ff, 1],
  ["arabic", 0x600, 0x77f, 1],
  ["hi", 0x900, 0x97f, 1],
  ["bn", 0x980, 0x9ff, 1],
  ["ta", 0xb80, 0xbff, 1],
  ["te", 0xc00, 0xc7f, 1],
  ["th", 0xe00, 0xe7f, 1],
  ["ka", 0x10a0, 0x10ff, 1],
  ["ko", 0x1100, 0x11ff, 3],
  ["latin", 0x1e00, 0x1eff, 1],
  ["kana", 0x3041, 0x30ff, 3],
  ["han", 0x3400, 0x9fff, 3],
  ["ko", 0xac00, 0xd7af, 3],
];

/** Japanese is hardly ever written without kana, Chinese never with them; a little leaves room for a quoted name. */
const KANA_SHARE = 0.05;

function mainScript(sample: string): string {
  // ASCII is counted apart: most texts are nothing else, and looking up each letter took as long as embedding the text.
  const weights = new Map<string, number>([["latin", asciiLetters(sample)]]);
  for (const character of sample.match(BEYOND_ASCII) ?? []) {
    const codePoint = character.codePointAt(0) ?? 0;
    const found = SCRIPTS.find(([, from, to]) => codePoint >= from && codePoint <= to);
    if (found) weights.set(found[0], (weights.get(found[0]) ?? 0) + found[3]);
  }
  const kana = weights.get("kana") ?? 0;
  const han = weights.get("han") ?? 0;
  weights.delete("kana");
  weights.delete("han");
  weights.set(kana > KANA_SHARE * (kana + han) ? "ja" : "zh", kana + han);
  let best = "und";
  let most = 0;
  for (const [script, weight] of weights) {
    if (weight > most) {
      best = script;
      most = weight;
    }
  }
  return best;
}

const BEYOND_ASCII = /[^\P{L}a-zA-Z]/gu;

function asciiLetters(sample: string): number {
  let count = 0;
  for (let at = 0; at < sample.length; at++) {
    // Lower case and upper case differ in this bit.
    const code = sample.charCodeAt(at) | 0x20;
    if (code >= 0x61 && code <= 0x7a) count++;
  }
  return count;
}

const LATIN_LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs", "ro", "hu", "tr", "ca"] as const;

/** Which languages have this word among their frequent ones; words shared by many say little, so each counts for its share. */
const FREQUENT = frequentWords();

type Telling = readonly (readonly [pattern: RegExp, languages: readonly string[]])[];

/** Words and letters that settle what the small words leave open, as between the Scandinavian languages. */
const TELLING_WORDS: Telling = [
  [/\b(?:af|mod|efter|kun|nogen|blev|meget|også|hvad)\b/g, ["da"]],
  [/\b(?:av|mot|etter|bare|noen|ble|mye|hva|deg|seg)\b/g, ["no"]],
];
/** None of them is in ASCII. */
const TELLING_LETTERS: Telling = [
  [/ß/g, ["de"]],
  [/[äö]/g, ["de", "sv", "fi"]],
  [/ü/g, ["de"]],
  [/ñ|¿|¡/g, ["es"]],
  [/[ãõ]/g, ["pt"]],
  [/ç/g, ["fr", "pt"]],
  [/[èêœ]/g, ["fr"]],
  [/å/g, ["sv", "da", "no"]],
  [/[øæ]/g, ["da", "no"]],
  [/[ąęłśćńż]/g, ["pl"]],
  [/[ěřůč]/g, ["cs"]],
  [/[ășț]/g, ["ro"]],
  [/[őű]/g, ["hu"]],
  [/[ğşı]/g, ["tr"]],
  [/l·l/g, ["ca"]],
];

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

const LETTER_WEIGHT = 0.3;

/** A quarter of running prose and more are frequent words; a language that only shares some with the true one stays well below. */
const LEAST_SHARE = 0.1;
const SHORT_TEXT_WORDS = 8;

function byFrequentWords(sample: string, languages: readonly string[]): string {
  const scores = new Map<string, number>();
  let words = 0;
  for (const word of sample.match(/[\p{L}\p{M}]+/gu) ?? []) {
    words++;
    for (const language of FREQUENT.get(foldAccents(lowerWord(word))) ?? []) scores.set(language, (scores.get(language) ?? 0) + 1);
  }
  const lower = sample.toLowerCase();
  for (const [pattern, named] of isAscii(lower) ? TELLING_WORDS : [...TELLING_WORDS, ...TELLING_LETTERS]) {
    const seen = Math.min(lower.match(pattern)?.length ?? 0, words) * LETTER_WEIGHT;
    for (const language of named) scores.set(language, (scores.get(language) ?? 0) + seen);
  }
  const [best, second] = languages
    .map((language) => ({ language, score: scores.get(language) ?? 0 }))
    .toSorted((a, b) => b.score - a.score);
  if (!best || best.score < Math.max(1, words * LEAST_SHARE)) return "und";
  const isClear = best.score > (second?.score ?? 0) && (best.score >= 2 || words <= SHORT_TEXT_WORDS);
  return isClear ? best.language : "und";
}

function frequentWords(): ReadonlyMap<string, readonly string[]> {
  const languagesOf = new Map<string, string[]>();
  for (const [language, list] of STOP_WORDS) {
    for (const word of new Set([...list, ...(QUERY_WORDS.get(language) ?? [])]))
      languagesOf.set(word, [...(languagesOf.get(word) ?? []), language]);
  }
  return languagesOf;
}
