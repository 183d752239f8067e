import { expect, test } from "vitest";
import { definitionOf, MOST_PROMPT_TOKENS, PROMPTS } from "./built-in.ts";
import { checkTemplate, renderTemplate, templateProblems, usedVariables } from "./render-template.ts";
import { countTokens } from "../text/count-tokens.ts";

const VARIABLES = [
  { name: "language", description: "", sample: "English" },
  { name: "date", description: "", sample: "2026-03-31" },
];

test("variables are replaced once: what a value holds is no template", () => {
  const values = new Map([
    ["language", "{{date}}"],
    ["date", "$& today"],
  ]);
  expect(renderTemplate("In {{ language }} on {{date}}, {{other}}.", values)).toBe("In {{date}} on $& today, {{other}}.");
  expect(usedVariables("{{date}} {{ language }} {{date}}")).toEqual(["date", "language"]);
});

test("what is wrong is named with its line", () => {
  expect(templateProblems("One {{date}}\nTwo {{day}}\n}} three {{", VARIABLES)).toEqual([
    'Line 2: there is no variable "day". Known are language, date.',
    'Line 3: "}}" has no counterpart. Write a variable as {{language}}.',
    'Line 3: "{{" has no counterpart. Write a variable as {{language}}.',
  ]);
});

test("a text that is too long is refused with the numbers, an empty one too", () => {
  expect(() => checkTemplate("x", VARIABLES, { tokens: 1_340, most: 1_000 })).toThrow(
    "The text has 1340 tokens; at most 1000 are allowed.",
  );
  expect(() => checkTemplate(" ", VARIABLES, { tokens: 0, most: 1_000 })).toThrow("The text is empty.");
});

test("the product's own prompts pass their own rules", () => {
  for (const { kind, text, variables } of PROMPTS) {
    checkTemplate(text, variables, { tokens: countTokens(text), most: MOST_PROMPT_TOKENS });
    expect(definitionOf(kind).text).toBe(text);
  }
});
