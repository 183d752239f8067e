import type { LexicalAnswer } from "@smartypants/core";

/** Of a term's weight: k1 + 1 with the k1 = 1.2 of FTS5, the most that repetition can make of it. */
export const MOST_PER_IDF = 2.2;
const COVERAGE_OF_NOTHING = 0.1;
const COVERAGE_OF_CERTAINTY = 0.4;

/**
 * How much of what the query could have scored its best hit did score, from 0 for a tenth or less to 1 for four tenths or more. `best` is the BM25 of
 * that hit, 0 without one; `size` counts all chunks of the index.
 */
export function confidenceOf(best: number, size: number, frequencies: LexicalAnswer["frequencies"]): number {
  const weights = frequencies.map(({ chunks }) => weightOf(size, chunks));
  const ceiling = MOST_PER_IDF * weights.reduce((sum, weight) => sum + weight, 0);
  if (ceiling === 0) return 0;
  const coverage = best / ceiling;
  return Math.min(1, Math.max(0, (coverage - COVERAGE_OF_NOTHING) / (COVERAGE_OF_CERTAINTY - COVERAGE_OF_NOTHING)));
}

/** A term's weight in FTS5's bm25: of `size` chunks, `chunks` have it. */
export function weightOf(size: number, chunks: number): number {
  return Math.max(1e-6, Math.log((size - chunks + 0.5) / (chunks + 0.5)));
}
