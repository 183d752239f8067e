import { expect, test } from "vitest";
import { timeFilters } from "./time-filters.ts";

const NOW = Date.UTC(2026, 5, 15);

test.for<[string, number]>([
  ["What has changed since March?", Date.UTC(2026, 2, 1)],
  ["What was added since October?", Date.UTC(2025, 9, 1)],
  ["What was published since May 2024?", Date.UTC(2024, 4, 1)],
  ["Was hat sich geändert seit März, was ist neu?", Date.UTC(2026, 2, 1)],
])("%s", ([question, after]) => {
  expect(timeFilters(question, { sources: ["s"] }, NOW)).toEqual({ sources: ["s"], after });
});

test("last week is read generously", () => {
  const after = timeFilters("Which documents were updated last week?", {}, NOW)?.after ?? 0;
  expect((NOW - after) / 86_400_000).toBeGreaterThanOrEqual(14);
  expect((NOW - after) / 86_400_000).toBeLessThan(20);
});

// A time that is a part of the subject must not hide the document that answers.
test.for([
  "How many sick days may I take since March?",
  "What is the dress code last week of December?",
  "Since when is the canteen open?",
  "What changed?",
])("no filter: %s", (question) => {
  expect(timeFilters(question, {}, NOW)).toBeNull();
});

test("what the asker has set stays", () => {
  expect(timeFilters("What changed since March?", { before: 5 }, NOW)).toBeNull();
});
