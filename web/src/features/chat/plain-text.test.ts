import { expect, test } from "vitest";
import { plainText } from "./plain-text.ts";

test.each([
  ["**Bold**, *light* and `co*d*e`.[1]", "Bold, light and co*d*e.[1]"],
  ["## Head\n\nText", "Head\n\nText"],
  ["[words](https://example.org/a_(b)) stay", "words stay"],
  ["| a | b |\n| --- | :-: |\n| 1 | 2 |", "a\tb\n1\t2"],
  ["```ts\nconst a = **b**;\n```", "const a = **b**;"],
  ["2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"],
  ["\\*not light\\*", "*not light*"],
  ["- one\n- two", "- one\n- two"],
])("%j is %j", (markdown, wanted) => {
  expect(plainText(markdown)).toBe(wanted);
});
