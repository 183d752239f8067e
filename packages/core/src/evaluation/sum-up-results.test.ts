import { expect, test } from "vitest";
import type { QuestionResult } from "../ports/database/evaluation.ts";
import { sumUpResults } from "./sum-up-results.ts";

function resultOf(changes: Partial<QuestionResult>): QuestionResult {
  return {
    position: 0,
    questionId: "q",
    question: "?",
    expectRefusal: false,
    expected: ["a"],
    runId: "r",
    state: "done",
    mode: "extractive",
    ranked: [],
    ranks: [1],
    citations: 2,
    removedCitations: 0,
    citedExpected: 2,
    phraseFound: null,
    latencyMs: 10,
    tokens: 0,
    cost: 0,
    error: null,
    ...changes,
  };
}

test("each mean is over the questions it is about", () => {
  const metrics = sumUpResults([
    resultOf({ phraseFound: true }),
    resultOf({ ranks: [2], citations: 1, removedCitations: 1, citedExpected: 0, latencyMs: 30, phraseFound: false, tokens: 5, cost: 7 }),
    resultOf({ mode: "none", ranks: [null], citations: 0, citedExpected: 0, latencyMs: 20 }),
    resultOf({ expectRefusal: true, expected: [], ranks: [], mode: "none", citations: 0, citedExpected: null }),
    resultOf({ expectRefusal: true, expected: [], ranks: [], citations: 1, citedExpected: null }),
  ]);
  expect(metrics).toMatchObject({ questions: 5, recallAt5: 2 / 3, mrr: 0.5, phraseFound: 0.5, failed: 0, tokens: 5, cost: 7 });
  expect(metrics).toMatchObject({ answersExpected: 3, wronglyRefused: 1, refusalsExpected: 2, wronglyAnswered: 1, refusalCorrect: 3 / 5 });
  expect(metrics.recallAt1).toBeCloseTo(1 / 3);
  expect(metrics.citationPrecision).toBeCloseTo(4 / 5);
  expect(metrics.citedExpected).toBeCloseTo(2 / 3);
  expect([metrics.latencyMedianMs, metrics.latencyP95Ms]).toEqual([10, 30]);
});

test("what failed is counted and in no mean, and an unknown price makes the sum unknown", () => {
  const metrics = sumUpResults([resultOf({}), resultOf({ state: "failed", mode: null, ranks: [null], citations: 0, cost: null })]);
  expect(metrics).toMatchObject({ questions: 2, failed: 1, recallAt1: 1, refusalCorrect: 1, cost: null });
});

test("nothing to measure gives no figure instead of a good one", () => {
  const metrics = sumUpResults([resultOf({ expected: [], ranks: [], citations: 0, citedExpected: null })]);
  expect(metrics).toMatchObject({ recallAt5: null, mrr: null, citationPrecision: null, citedExpected: null, phraseFound: null });
  expect(sumUpResults([])).toMatchObject({ refusalCorrect: null, latencyMedianMs: null });
});
