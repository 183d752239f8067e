import { analysisLanguage } from "../text/analysis-language.ts";
import { analyzeWithOffsets } from "../text/analyze.ts";
import type { QuestionTerm } from "./read-question.ts";

export interface Word {
  readonly term: string;
  /** As written, lower case. */
  readonly word: string;
}

export function wordsOf(text: string, language: string): Word[] {
  return analyzeWithOffsets(text, analysisLanguage(language)).map(({ term, start, end }) => ({
    term,
    word: text.slice(start, end).toLowerCase(),
  }));
}

/** How much a word says what a term of the question says, for each term: 0 to 1. */
export type Likeness = (word: Word) => ArrayLike<number>;

/** Unit-length vectors, one per text. */
export type Vectors = (texts: readonly string[]) => Promise<readonly Float32Array[]>;

/** Cosines up to here are chance. */
const UNLIKE = 0.25;
/** From here on a word is as good as the same. */
const SYNONYM = 0.75;
const SIMILAR_AT_MOST = 0.9;

/** The same term is 1. Other words count by their vectors where there are any, but a number is only like itself. */
export async function createLikeness(terms: readonly QuestionTerm[], words: Iterable<Word>, vectors: Vectors | null): Promise<Likeness> {
  const distinct = [...new Set(Array.from(words, ({ word }) => word))];
  const similar = new Map<string, Float64Array>();
  if (vectors !== null && terms.length > 0) {
    const ofTerms = await vectors(terms.map(({ word }) => word));
    const ofWords = await vectors(distinct);
    for (const [index, word] of distinct.entries()) {
      const vector = ofWords[index];
      if (vector !== undefined)
        similar.set(
          word,
          Float64Array.from(ofTerms, (each) => similarity(dot(each, vector))),
        );
    }
  }
  return ({ term, word }) => {
    const near = similar.get(word);
    return terms.map((each, index) => (each.term === term ? 1 : each.isExact ? 0 : (near?.[index] ?? 0)));
  };
}

function similarity(cosine: number): number {
  return Math.min(1, Math.max(0, (cosine - UNLIKE) / (SYNONYM - UNLIKE))) * SIMILAR_AT_MOST;
}

export function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}

/** The best match of each term among the words. */
export function bestMatches(words: readonly Word[], terms: readonly QuestionTerm[], likeness: Likeness): Float64Array {
  const best = new Float64Array(terms.length);
  for (const word of words) {
    const match = likeness(word);
    for (let index = 0; index < best.length; index++) best[index] = Math.max(best[index] ?? 0, match[index] ?? 0);
  }
  return best;
}
