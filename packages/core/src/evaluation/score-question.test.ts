import { expect, test } from "vitest";
import { holdsPhrase, type NamedDocument, ndcgAt, ranksOf, recallAt, reciprocalRank } from "./score-question.ts";

function documentOf(id: string, more: Partial<NamedDocument> = {}): NamedDocument {
  return { id, externalId: `ext-${id}`, path: `folder/${id}.md`, title: `Title ${id}`, url: `https://example.org/${id}`, ...more };
}

test("a document is known by any of its names, in any case, and shares its place with its twins", () => {
  const ranked = [[documentOf("a")], [documentOf("b"), documentOf("c", { path: null })], [documentOf("d")]];
  expect(ranksOf(["A", "ext-b", "title C", "FOLDER/d.md", "https://example.org/d", "e"], ranked)).toEqual([1, 2, 2, 3, 3, null]);
});

test("recall counts those among the first, and a place counts for each that is there", () => {
  expect(recallAt([1, 6, null, 2], 5)).toBe(0.5);
  expect(recallAt([1, 6, null, 2], 10)).toBe(0.75);
});

test("the reciprocal rank is that of the first expected document", () => {
  expect(reciprocalRank([4, 2, null])).toBe(0.5);
  expect(reciprocalRank([null])).toBe(0);
});

test("nDCG is 1 for the best order, less for a worse one, and 0 without any", () => {
  expect(ndcgAt([1, 2], 10)).toBeCloseTo(1);
  expect(ndcgAt([2, 1], 10)).toBeCloseTo(1);
  // 1/log2(3) of 1/log2(2), by hand.
  expect(ndcgAt([2], 10)).toBeCloseTo(0.6309, 4);
  expect(ndcgAt([1, 3], 10)).toBeCloseTo(1.5 / (1 + 0.63093), 4);
  expect(ndcgAt([11, null], 10)).toBe(0);
});

test("a phrase is found whatever the case, the spaces, the dashes, the quotation marks, and citations in between", () => {
  expect(holdsPhrase("It expires on\n31  March [1].", "Expires on 31 march")).toBe(true);
  expect(holdsPhrase("the “weekly” 2–3 day rule [2] applies", 'the "weekly" 2-3 day rule applies')).toBe(true);
  expect(holdsPhrase("twenty weeks", "20 weeks")).toBe(false);
});
