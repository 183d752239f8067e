import { describe, expect, test } from "vitest";
import { flatten, readQuestion } from "./read-question.ts";

describe("readQuestion", () => {
  test("weights add up to one, and rare words weigh more than common ones and than words that fit any subject", () => {
    const { terms } = readQuestion("How long does the warranty of a gateway last?", "en", [
      { term: "warranti", chunks: 1 },
      { term: "gateway", chunks: 40 },
      { term: "last", chunks: 1 },
    ]);
    const weightOf = (word: string): number => terms.find((term) => term.word === word)?.weight ?? Number.NaN;
    expect(terms.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1);
    expect(weightOf("warranty")).toBeGreaterThan(weightOf("gateway"));
    expect(weightOf("warranty")).toBeGreaterThan(weightOf("last"));
  });

  test("a repeated word counts once", () => {
    expect(readQuestion("leave or leave", "en", []).terms).toHaveLength(1);
  });

  test.for([
    ["What does TW-214 mean?", " tw 214 "],
    ["error E-31", " e 31 "],
    ["Sluice 7.1 fixes", " 7.1 "],
    ["an S1 case", " s 1 "],
    ["cost centre 6200?", " 6200 "],
  ] as const)("%s asks about a code", ([question, code]) => {
    expect(readQuestion(question, "en", []).codes).toEqual([code]);
  });

  test.for(["an order of 40,000 euros", "a rate of 2.50 %", "after 12 days", "level-headed"])("%s does not", (question) => {
    expect(readQuestion(question, "en", []).codes).toEqual([]);
  });
});

test("a code has one flat form however it is spelt, and none is found inside another", () => {
  expect(new Set(["WG-20", "wg 20", "WG20", "(WG/20)"].map(flatten))).toEqual(new Set([" wg 20 "]));
  expect(flatten("the WG-200 gateway")).not.toContain(flatten("WG-20"));
  expect(flatten("It runs 7.1. Upgrade.")).toContain(flatten("7.1"));
});
