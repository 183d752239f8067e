import { expect, test } from "vitest";
import { findHighlights } from "./highlight.ts";
import { analyzeQuery } from "./query-terms.ts";

const marked = (text: string, query: string, language: string): string[] =>
  findHighlights(text, new Set(analyzeQuery(query, language).terms), language).map(({ start, end }) => text.slice(start, end));

test("every form of a searched word is found, and nothing of the question around it", () => {
  expect(marked("The Policy says how policies are made; what is polite?", "what is the policy", "en")).toEqual(["Policy", "policies"]);
  expect(marked("Straßen & STRASSE", "straße", "de")).toEqual(["Straßen", "STRASSE"]);
});

test("the pairs of one CJK word come back as one place", () => {
  expect(marked("私は東京都に住む。東京", "東京都", "ja")).toEqual(["東京都", "東京"]);
});

test("no terms, no places", () => {
  expect(findHighlights("anything", new Set(), "en")).toEqual([]);
});
