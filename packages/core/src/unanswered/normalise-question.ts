import { findPersonalData } from "../models/masking/find-personal-data.ts";
import { analyzeWithOffsets } from "../text/analyze.ts";
import { lowerWord } from "../text/fold-word.ts";
import { analyzeQuery } from "../text/query-terms.ts";

export interface NormalisedQuestion {
  /** What makes questions the same: the terms that a search would look for, each once and in the order of the alphabet. */
  readonly terms: string;
  /** The words behind the terms, likewise: what all wordings of the question have in common, and nobody's sentence. */
  readonly words: readonly string[];
  /** The sentence without what makes no difference: case, spaces, signs at its ends. */
  readonly wording: string;
}

/** Nobody asks a longer one in the words of somebody else. */
const LONGEST = 300;
const MOST_TERMS = 20;

/** Null: nothing that people ask in common, or something with personal data in it, which must not be counted. */
export function normaliseQuestion(text: string, language: string): NormalisedQuestion | null {
  const wording = lowerWord(text.replaceAll(/\s+/gu, " ")).replaceAll(EDGES, "");
  if (wording === "" || wording.length > LONGEST || findPersonalData(text).length > 0) return null;
  const terms = [...new Set(analyzeQuery(text, language).terms)].toSorted();
  if (terms.length === 0 || terms.length > MOST_TERMS) return null;
  return { terms: terms.join(" "), words: wordsOf(text, language, terms), wording };
}

const EDGES = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}\p{M}]+$/gu;

function wordsOf(text: string, language: string, terms: readonly string[]): readonly string[] {
  const words = new Map(terms.map((term) => [term, term]));
  for (const { term, start, end } of analyzeWithOffsets(text, language).toReversed()) {
    if (words.has(term)) words.set(term, lowerWord(text.slice(start, end)));
  }
  return [...new Set(words.values())].toSorted((one, other) => one.localeCompare(other));
}
