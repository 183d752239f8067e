import type { EvaluationResult } from "@smartypants/client";
import { expect, test } from "vitest";
import { isRight, rankText } from "./judge-result.ts";

function resultOf(changes: Partial<EvaluationResult>): EvaluationResult {
  return {
    position: 0,
    question: "?",
    expected: [],
    expectRefusal: false,
    state: "done",
    mode: "extractive",
    ranked: [],
    ranks: [],
    citations: 1,
    removedCitations: 0,
    citedExpected: null,
    phraseFound: null,
    latencyMs: 1,
    tokens: 0,
    costUsd: 0,
    error: null,
    runId: null,
    ...changes,
  };
}

test("an answer is right by its phrase, else by a cited document, and a refusal where one is expected", () => {
  expect(isRight(resultOf({}))).toBe(true);
  expect(isRight(resultOf({ phraseFound: true, citedExpected: 0 }))).toBe(true);
  expect(isRight(resultOf({ phraseFound: false, citedExpected: 2 }))).toBe(false);
  expect(isRight(resultOf({ citedExpected: 0 }))).toBe(false);
  expect(isRight(resultOf({ mode: "none" }))).toBe(false);
  expect(isRight(resultOf({ mode: "none", expectRefusal: true }))).toBe(true);
  expect(isRight(resultOf({ expectRefusal: true }))).toBe(false);
  expect(isRight(resultOf({ state: "failed", mode: null }))).toBe(false);
});

test("what was not found is a dash", () => {
  expect([rankText({ ranks: [1, null] }), rankText({ ranks: [] })]).toEqual(["1, –", "–"]);
});
