import * as fc from "fast-check";
import { expect, test } from "vitest";
import { analyze } from "./analyze.ts";
import { analyzeQuery } from "./query-terms.ts";

test.each([
  ["How do I submit my expenses?", ["submit", "expens"]],
  ["Please tell me who can approve leave", ["approv", "leav"]],
  ["I don't want a T cell", ["t", "cell"]],
  ["leave leave policy", ["leav", "leav", "polici"]],
  ["WHAT IS THE LEAVE POLICY", ["leav", "polici"]],
  ["what does IT do", ["it"]],
  ["who", ["who"]],
  ["IT", ["it"]],
  ["what is it", ["what"]],
  ["", []],
  ["?!", []],
])("%s", (query, terms) => {
  expect(analyzeQuery(query)).toEqual({ terms });
});

test("other languages leave out their own question words", () => {
  expect(analyzeQuery("Wie kann ich Urlaub beantragen?", "de").terms).toEqual(["urlaub", "beantrag"]);
  expect(analyzeQuery("Wo ist die Straße?", "de").terms).toEqual(["strass"]);
});

test("at most 32 terms, each of them one the analyzer gives, and some whenever the text has a word", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), fc.constantFrom("en", "de", "ja", "und"), (text, language) => {
      const { terms } = analyzeQuery(text, language);
      expect(terms.length).toBeLessThanOrEqual(32);
      expect(terms.length > 0).toBe(analyze(text, "und").length > 0);
    }),
  );
  expect(analyzeQuery("alpha beta gamma ".repeat(50)).terms).toHaveLength(32);
});
