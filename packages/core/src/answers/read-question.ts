import { analysisLanguage } from "../text/analysis-language.ts";
import { analyzeWithOffsets } from "../text/analyze.ts";
import { analyzeQuery } from "../text/query-terms.ts";
import { type AnswerKind, answerKindOf } from "./answer-kinds.ts";

export interface QuestionTerm {
  readonly term: string;
  /** As written, lower case. */
  readonly word: string;
  /** Of the question's whole weight; all terms together have 1. */
  readonly weight: number;
  /** Holds a digit: similar is not enough. */
  readonly isExact: boolean;
  /** How the question writes it: as a name in the middle of a sentence, as a number, or as a word that fits any subject. */
  readonly form: "name" | "number" | "general" | "word";
  /** Passages that hold it, over the whole index. */
  readonly chunks: number;
}

/** What a question asks for, as far as words show it. */
export interface QuestionProfile {
  readonly terms: readonly QuestionTerm[];
  /** As `flatten` writes them. */
  readonly codes: readonly string[];
  readonly kind: AnswerKind;
}

/** `frequencies`: chunks that hold each term, over the whole index. */
export function readQuestion(
  text: string,
  language: string,
  frequencies: readonly { readonly term: string; readonly chunks: number }[],
): QuestionProfile {
  const wanted = new Set(analyzeQuery(text, language).terms);
  const chunksOf = new Map(frequencies.map(({ term, chunks }) => [term, chunks]));
  const found = new Map<string, { readonly start: number; readonly original: string }>();
  for (const { term, start, end } of analyzeWithOffsets(text, analysisLanguage(language))) {
    if (wanted.has(term) && !found.has(term)) found.set(term, { start, original: text.slice(start, end) });
  }
  const drafts = [...found].map(([term, { start, original }]) => {
    const word = original.toLowerCase();
    const chunks = chunksOf.get(term) ?? 0;
    const form = formOf(original, language, text.slice(0, start).trim() === "");
    return { term, word, weight: weightOf(word, chunks), isExact: /\p{N}/u.test(word), form, chunks };
  });
  const total = drafts.reduce((sum, { weight }) => sum + weight, 0) || 1;
  return {
    terms: drafts.map((draft) => ({ ...draft, weight: draft.weight / total })),
    codes: [...new Set(Array.from(text.matchAll(CODE), ([code]) => flatten(code)))],
    kind: answerKindOf(text, language),
  };
}

/** Only English tells names by their capitals; a sentence begins with one whatever it begins with. */
function formOf(original: string, language: string, isFirst: boolean): QuestionTerm["form"] {
  if (/^\p{N}/u.test(original)) return "number";
  const isEnglish = language === "en" || language === "und";
  if (isEnglish && !isFirst && /^\p{Lu}/u.test(original) && original !== "I") return "name";
  return GENERAL.has(original.toLowerCase()) ? "general" : "word";
}

/** Rare words weigh more, one that stands nowhere most; words that fit any subject weigh little. */
function weightOf(word: string, chunks: number): number {
  return (GENERAL.has(word) ? GENERAL_SHARE : 1) / Math.log2(2 + chunks);
}

const GENERAL_SHARE = 0.3;

/** Whether a word (lower case) fits any subject. */
export function isGeneral(word: string): boolean {
  return GENERAL.has(word);
}

const GENERAL: ReadonlySet<string> = new Set(
  (
    "able again ago ahead allow allowed almost already always another anywhere apart around ask away back become before behind below best " +
    "better between big bring call carry case certain change come currently different down early easy end enough ever every exactly expect " +
    "expected far feel few find first follow further gets getting give given go goes going good great happen happened happens help here hold " +
    "home important include inside instead keep kind large last late later least leave less little long longer lot made make makes mean means " +
    "meant more most move near never new next nothing now often old once one only open order other outside over own part particular per place " +
    "point possible put quickly rather really receive regular right same say second see send set several side since single small sort start " +
    "stay still stop such sure take taken takes three through time times today together too toward try turn turned two type under until up " +
    "upon use used useful using usual usually various way well went while whole within without work worked works wrong yes yet person people " +
    "during after against along among"
  ).split(" "),
);

/** `TW-214`, `E-31`, `7.1`, `S1`, `6200`; not the amounts `40,000` and `2.50 %`. */
const CODE =
  /(?<![\p{L}\p{N}.,])(?:\p{L}[\p{L}\p{N}]{0,15}[-_./]?\d[\p{L}\p{N}]{0,15}(?:[-_./][\p{L}\p{N}]{1,15}){0,4}|\d{1,9}(?:[-_./]\d{1,9}){1,4}|\d{4,16})(?![\p{L}\p{N}]|[,.]\d|\s?[€$£¥%])/gu;

/** One spelling for `WG-20`, `wg 20` and `WG20`: `" wg 20 "`. A code stands in a text when its flat form does. */
export function flatten(text: string): string {
  const apart = text.toLowerCase().replace(/(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/gu, " ");
  return ` ${apart
    .replace(/\.(?!\p{N})|[^\p{L}\p{N}.]+/gu, " ")
    .replace(/ +/g, " ")
    .trim()} `;
}
