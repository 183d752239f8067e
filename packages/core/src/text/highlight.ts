import { analyzeWithOffsets } from "./analyze.ts";

/** Where a text shows the terms of a query: in order, not overlapping (the pairs of one CJK word come back as one place). */
export function findHighlights(text: string, queryTerms: ReadonlySet<string>, language: string): { start: number; end: number }[] {
  const places: { start: number; end: number }[] = [];
  if (queryTerms.size === 0) return places;
  for (const { term, start, end } of analyzeWithOffsets(text, language)) {
    if (!queryTerms.has(term)) continue;
    const last = places.at(-1);
    if (last && start < last.end) last.end = end;
    else places.push({ start, end });
  }
  return places;
}
