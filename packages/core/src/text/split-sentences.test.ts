import * as fc from "fast-check";
import { expect, test } from "vitest";
import { splitSentences } from "./split-sentences.ts";

const sentences = (text: string, everyLine = false): string[] =>
  splitSentences(text, { everyLine }).map(({ start, end }) => text.slice(start, end));

const mixed = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }),
  fc
    .array(fc.constantFrom("Mr", "e.g", "a", "B", "3", ".", "?", "。", ")", "”", " ", "\n", "- ", "1. ", "| ", "\t", "😀"), {
      maxLength: 60,
    })
    .map((parts) => parts.join("")),
);

test("sentences are trimmed, in order, and hold every visible character once", () => {
  fc.assert(
    fc.property(mixed, fc.boolean(), (text, everyLine) => {
      let last = 0;
      let visible = "";
      for (const { start, end } of splitSentences(text, { everyLine })) {
        const sentence = text.slice(start, end);
        expect(start).toBeGreaterThanOrEqual(last);
        expect(sentence).toBe(sentence.trim());
        expect(sentence).not.toBe("");
        visible += sentence.replace(/\s/g, "");
        last = end;
      }
      expect(visible).toBe(text.replace(/\s/g, ""));
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ["plain", "One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]],
  [
    "abbreviations",
    "Dr. Smith met Mr. Jones, e.g. on Monday. See Fig. 3 and No. 7. Done.",
    ["Dr. Smith met Mr. Jones, e.g. on Monday.", "See Fig. 3 and No. 7.", "Done."],
  ],
  ["a no is a no", "The answer is no. Ask again.", ["The answer is no.", "Ask again."]],
  ["initials and dotted names", "J. R. Smith works in the U.S. army. He left.", ["J. R. Smith works in the U.S. army.", "He left."]],
  [
    "numbers and addresses",
    "It is 3.5 km. See https://a.example/b?c=d. v2.3.1 is out.",
    ["It is 3.5 km.", "See https://a.example/b?c=d. v2.3.1 is out."],
  ],
  ["years end sentences", "It began in 1999. The end.", ["It began in 1999.", "The end."]],
  ["German dates", "Am 3. Oktober ist frei, z. B. für alle. Danach nicht.", ["Am 3. Oktober ist frei, z. B. für alle.", "Danach nicht."]],
  ["quotes", '“Stop!” he said. "Go." Then (really?) he went.', ["“Stop!” he said.", '"Go."', "Then (really?) he went."]],
  ["chat", "done? yes! great", ["done?", "yes!", "great"]],
  ["Chinese and Japanese", "今天放假。明天上班！「本当？」はい。", ["今天放假。", "明天上班！", "「本当？」", "はい。"]],
  ["Hindi", "यह पहला है। यह दूसरा है।", ["यह पहला है।", "यह दूसरा है।"]],
  ["wrapped prose", "A line that\ngoes on. And\nends here", ["A line that\ngoes on.", "And\nends here"]],
  ["a list", "Bring:\n- a pen\n- paper\n  and ink\n2. Write. Read.", ["Bring:", "- a pen", "- paper\n  and ink", "2. Write.", "Read."]],
  ["table rows", "Name | Age\nAda | 36\nBob | 7", ["Name | Age", "Ada | 36", "Bob | 7"]],
  ["paragraphs without full stops", "First part\n\nSecond part", ["First part", "Second part"]],
])("%s", (_name, text, expected) => {
  expect(sentences(text)).toEqual(expected);
});

test("code is taken line by line when asked", () => {
  expect(sentences("const a = 1\nreturn a", true)).toEqual(["const a = 1", "return a"]);
});

test.each([
  ["full stops", ". ".repeat(200_000)],
  ["spaces", `a${" ".repeat(400_000)}b.${" ".repeat(400_000)}C`],
  ["one line", "word ".repeat(200_000)],
  ["lines", "a|\n".repeat(200_000)],
])("takes linear time on many %s", (_name, text) => {
  const started = performance.now();
  expect(splitSentences(text).length).toBeGreaterThan(0);
  expect(performance.now() - started).toBeLessThan(20_000);
});
