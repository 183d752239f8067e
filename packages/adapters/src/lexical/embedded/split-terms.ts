import type { LexicalAnswer, LexicalQuery } from "@smartypants/core";
import { MOST_PER_IDF, weightOf } from "./confidence.ts";

/** Of what all terms could score: more common terms left out means fewer matches to rank, and more often all of them ranked after all. */
const COMMON_SHARE = 0.1;

export interface SplitTerms {
  /** A match has one of these. */
  readonly rare: readonly string[];
  /** These only add to its score. */
  readonly common: readonly string[];
  /** No chunk that has only common terms scores as much. */
  readonly bound: number;
}

/**
 * Sets the commonest terms of a query aside, which are most of the work and next to nothing of a score: Turtle and Flood's MaxScore (Query evaluation:
 * strategies and optimizations, 1995), for the query as a whole. Undefined when there is nothing to gain.
 */
export function splitTerms(
  { terms, phrases }: LexicalQuery,
  size: number,
  frequencies: LexicalAnswer["frequencies"],
): SplitTerms | undefined {
  if (phrases.length > 0) return undefined;
  const chunks = new Map(frequencies.map((each) => [each.term, each.chunks]));
  const known = terms
    .filter((term) => (chunks.get(term) ?? 0) > 0)
    .map((term) => ({ term, most: MOST_PER_IDF * weightOf(size, chunks.get(term) ?? 0) }))
    .toSorted((a, b) => a.most - b.most);
  const total = known.reduce((sum, { most }) => sum + most, 0);
  let bound = 0;
  let count = 0;
  for (const { most } of known.slice(0, -1)) {
    if (bound + most > COMMON_SHARE * total) break;
    bound += most;
    count++;
  }
  if (count === 0) return undefined;
  return { common: known.slice(0, count).map(({ term }) => term), rare: known.slice(count).map(({ term }) => term), bound };
}
