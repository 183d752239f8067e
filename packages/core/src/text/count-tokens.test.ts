import * as fc from "fast-check";
import { expect, test } from "vitest";
import { countTokens, fitTokens } from "./count-tokens.ts";

const anyText = fc.string({ unit: "binary", maxLength: 100 });

test.each([
  ["", 0],
  [" \n\t\u00a0\u3000", 0],
  ["a leave policy", 3],
  ["internationalization", 4],
  ["v2.3.1", 6],
  ["2024-05-17", 6],
  ["東京都。", 4],
  ["한국어", 3],
  ["документ", 3],
  ["👍🏽", 2],
  ["café", 1],
])("%j is %i", (text, tokens) => {
  expect(countTokens(text)).toBe(tokens);
});

test("sizes add up over white space, and a part is never larger than the whole", () => {
  fc.assert(
    fc.property(anyText, anyText, fc.nat(), (a, b, at) => {
      expect(countTokens(`${a} ${b}`)).toBe(countTokens(a) + countTokens(b));
      expect(countTokens(a.slice(0, at % (a.length + 1)))).toBeLessThanOrEqual(countTokens(a));
    }),
  );
});

test("nothing visible is free: 240 tokens bound the length of any word", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 100 }), (text) => {
      const visible = text.replace(/\s/g, "");
      expect(countTokens(visible) * 6).toBeGreaterThanOrEqual(visible.length / 2);
    }),
  );
});

test("fitTokens goes as far as the size allows and no further, between whole characters", () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 0, max: 20 }), (text, max) => {
      const end = fitTokens(text, 0, text.length, max);
      expect(countTokens(text, 0, end)).toBeLessThanOrEqual(max);
      expect(text.slice(0, end).isWellFormed()).toBe(true);
      const next = end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1);
      expect(end === text.length || countTokens(text, 0, next) > max).toBe(true);
    }),
  );
});
