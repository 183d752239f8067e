import { expect, test } from "vitest";
import { toCsv, wantsCsv } from "./csv.ts";

test("what people have written cannot become a formula, a column or a line", () => {
  const texts = ["=1+1", "+1", "-1", "@sum(a)", "\t=1", "a,b", 'say "no"', "two\r\nlines", "plain"];
  const rows = texts.map((text, count) => ({ text, count }));
  expect(toCsv(["text", "count"], rows)).toBe(
    [
      "text,count",
      "'=1+1,0",
      "'+1,1",
      "'-1,2",
      "'@sum(a),3",
      "'\t=1,4",
      '"a,b",5',
      '"say ""no""",6',
      '"two\r\nlines",7',
      "plain,8",
      "",
    ].join("\r\n"),
  );
});

test("numbers are numbers, also below zero; nothing is an empty cell", () => {
  expect(toCsv(["a", "b"], [{ a: -1.5, b: null }])).toBe("a,b\r\n-1.5,\r\n");
});

test("browsers, which accept anything, are sent JSON", () => {
  expect([undefined, "*/*", "text/html,*/*", "application/json, text/csv", "text/csv"].map(wantsCsv)).toEqual([
    false,
    false,
    false,
    false,
    true,
  ]);
});
