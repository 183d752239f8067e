import { analyzeWithOffsets } from "./analyze.ts";
import { foldAccents, lowerWord } from "./fold-word.ts";
import { QUERY_WORDS } from "./stop-words.ts";
import { isAllCapitals, vocabularyFor } from "./term-of-word.ts";

/**
 * The terms a question is searched with: as `analyze`, without the words one asks with ("how do I …"), repeats kept, at most 32. A question made of
 * nothing else is searched with those words after all; no terms means that the text has no letter or digit.
 */
export function analyzeQuery(text: string, language = "en"): { terms: string[] } {
  const query = withoutShouting(text.slice(0, MAX_QUERY_LENGTH));
  const vocabulary = vocabularyFor(language);
  const queryWords = QUERY_WORDS.get(vocabulary.language === "und" ? "en" : vocabulary.language) ?? NOTHING;
  const asked = vocabulary.language === "en" || vocabulary.language === "und" ? query.replace(NEGATED_AUXILIARY, " ") : query;
  const analyzed = analyzeWithOffsets(asked, language);
  const wanted = analyzed.filter(({ start, end }) => {
    const word = asked.slice(start, end);
    return isAllCapitals(word) || !queryWords.has(foldAccents(lowerWord(word.slice(0, MAX_QUERY_WORD_LENGTH))));
  });
  const terms = (wanted.length > 0 ? wanted : analyzed).map(({ term }) => term);
  // "IT" as a question: a stop word by its letters, and all there is.
  const last =
    terms.length > 0 ? terms : analyzeWithOffsets(query, "und").map(({ start, end }) => vocabulary.termOfAny(query.slice(start, end)));
  return { terms: last.slice(0, MAX_TERMS) };
}

const MAX_TERMS = 32;
const MAX_QUERY_LENGTH = 8_000;
const MAX_QUERY_WORD_LENGTH = 32;
const NOTHING: ReadonlySet<string> = new Set();
/** "don't", "isn't", "won't": taken out whole, for "don" and "won" alone are words. */
const NEGATED_AUXILIARY =
  /(?<![\p{L}\p{N}])(?:do|does|did|is|are|was|were|has|have|had|can|could|wo|would|should|must|ai|need)n?['’]t(?![\p{L}\p{N}])/giu;

/** Capitals mark a name only in a text that also has small letters. */
function withoutShouting(text: string): string {
  return /\p{Ll}/u.test(text) ? text : text.toLowerCase();
}
