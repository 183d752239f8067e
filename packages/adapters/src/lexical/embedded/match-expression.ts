import type { LexicalQuery } from "@smartypants/core";
import type { SplitTerms } from "./split-terms.ts";

/**
 * The query in FTS5's own language, or null when there is nothing to look for: `(("a" OR "b") AND "c d") NOT ("e")`. Everything is quoted, so that no
 * term is taken for an operator. A repeated term stays: bm25 counts it again.
 */
export function matchExpression(query: LexicalQuery): string | null {
  const terms = query.terms.filter(isSearchable).map(quoted);
  const phrases = query.phrases.map((phrase) => phrase.filter(isSearchable)).filter((phrase) => phrase.length > 0);
  const wanted = [...(terms.length > 0 ? [`(${terms.join(" OR ")})`] : []), ...phrases.map((phrase) => quoted(phrase.join(" ")))];
  if (wanted.length === 0) return null;
  return without(query.excluded, `(${wanted.join(" AND ")})`);
}

/** Matches what has a rare term; bm25 counts every term twice, so that the scores are exactly twice what they are without the split. */
export function splitExpression(query: LexicalQuery, { rare, common }: SplitTerms): string {
  const either = (terms: readonly string[]): string => `(${terms.map(quoted).join(" OR ")})`;
  return without(query.excluded, `(${either(rare)} AND ${either([...rare, ...common, ...common])})`);
}

function without(terms: readonly string[], positive: string): string {
  const excluded = terms.filter(isSearchable).map(quoted);
  return excluded.length === 0 ? positive : `${positive} NOT (${excluded.join(" OR ")})`;
}

/** The terms whose frequencies say how much a hit could score: those of phrases too, since a phrase adds to the score. */
export function scoringTerms(query: LexicalQuery): readonly string[] {
  return [...new Set([...query.terms, ...query.phrases.flat()].filter(isSearchable))];
}

/** What `unicode61` takes for no token at all would make an AND fail; no analyzed term is like that. */
function isSearchable(term: string): boolean {
  return /[\p{L}\p{N}]/u.test(term);
}

function quoted(text: string): string {
  // A NUL would end the expression in the middle of the quotes.
  return `"${text.replaceAll("\0", " ").replaceAll('"', '""')}"`;
}
