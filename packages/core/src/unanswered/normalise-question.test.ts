import { expect, test } from "vitest";
import { normaliseQuestion } from "./normalise-question.ts";

const termsOf = (text: string, language = "en"): string | undefined => normaliseQuestion(text, language)?.terms;

test.for([
  ["How do I carry over my holidays?", "holiday carry-over"],
  ["Where is the VPN address?", "  where are the vpn addresses ??"],
  ["What is the Wi-Fi password for guests", "guest password: wi fi, please!"],
  ["“Travel expenses”", "travel expense"],
])("%s is the same question as %s", ([one = "", other = ""]) => {
  expect(termsOf(one)).toBe(termsOf(other));
  expect(termsOf(one)).toMatch(/\w/);
});

test("other words make another question, also in another language", () => {
  const all = ["parental leave", "parental leave in France", "unpaid leave", "leave"].map((text) => termsOf(text));
  expect(new Set(all).size).toBe(4);
  expect(termsOf("Wie beantrage ich Urlaub?", "de")).toBe(termsOf("Urlaub beantragen", "de"));
});

test("a wording is compared without case, spaces and the signs around it", () => {
  const wordings = ["Where is  the VPN?", "where is the vpn", "¿Where is\nthe vpn?!"].map((text) => normaliseQuestion(text, "en")?.wording);
  expect(new Set(wordings)).toEqual(new Set(["where is the vpn"]));
});

test("the words are nobody's sentence: in the order of the alphabet, each once, without the small ones", () => {
  expect(normaliseQuestion("How do I carry over the holidays that I carry?", "en")?.words).toEqual(["carry", "holidays", "over"]);
  expect(normaliseQuestion("where is zürich", "en")?.words).toEqual(["zürich"]);
});

test.for([
  ["an address", "why does ada@example.org not answer"],
  ["a telephone number", "whose number is +49 30 1234567"],
  ["a bank account", "refund to DE89 3704 0044 0532 0130 00"],
  ["nothing to look for", "?!"],
  ["a text that was pasted", "word ".repeat(100)],
  ["too many words to be asked twice", Array.from({ length: 30 }, (_each, at) => `w${at}x`).join(" ")],
])("a question with %s is not counted", ([, text = ""]) => {
  expect(normaliseQuestion(text, "en")).toBeNull();
});
