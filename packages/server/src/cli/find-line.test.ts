import { expect, test } from "vitest";
import { findLine } from "./find-line.ts";

const HANDBOOK = `# Leave

Parents receive **20 weeks**
of leave at full [base pay](https://example.org/pay_(gross)).

- Ask early.
- Ask again.
`;

test("a quote is found on the line on which it begins", () => {
  expect(findLine(HANDBOOK, "Ask early.", 0)).toBe(6);
});

test("white space and line breaks do not matter", () => {
  expect(findLine("one\n  two   three\n\tfour\n", "two three four", 0)).toBe(2);
});

test("marks of Markdown that the quote has not do not matter", () => {
  expect(findLine(HANDBOOK, "Parents receive 20 weeks of leave", 0)).toBe(3);
  expect(findLine(HANDBOOK, "Parents receive 20 weeks of leave at full base pay.", 0)).toBe(3);
});

test("tags, comments and character references do not matter", () => {
  const page = '<html>\n<!-- The red light -->\n<p>The <b class="x">red</b>\n light &amp; the\ngreen one</p>';
  expect(findLine(page, "The red light & the green one", 0)).toBe(3);
});

test("a row of a table is found by its cells", () => {
  expect(findLine("part,price\nvalve,12.50\npump,80\n", "pump | 80", 0)).toBe(3);
});

test("a list's number, which a page makes up itself, does not matter", () => {
  expect(findLine("<ol>\n<li>Quit the client.</li>\n<li>Start it again.</li></ol>", "2. Start it again.", 0)).toBe(3);
});

test("of several places the nearest to where the text stood counts", () => {
  const text = `Yes.\n${"x".repeat(100)}\nYes.\n${"x".repeat(100)}\nYes.\n`;
  expect([0, 100, 400].map((start) => findLine(text, "Yes.", start))).toEqual([1, 3, 5]);
});

test("a quote of which only the beginning is still there is found by its first words", () => {
  expect(
    findLine(
      "intro\nThe office opens at eight in the morning on weekdays.",
      "The office opens at eight in the morning and closes at noon.",
      0,
    ),
  ).toBe(2);
});

test("what is not there has no line", () => {
  expect(findLine(HANDBOOK, "Nobody wrote this sentence here.", 0)).toBeNull();
  expect(findLine("", "anything", 0)).toBeNull();
  expect(findLine(HANDBOOK, "…", 0)).toBeNull();
});

test("letters are compared in one form, whatever their case or spelling in Unicode", () => {
  expect(findLine("a\nCafe\u0301 Straße\n", "café straße", 0)).toBe(2);
});
