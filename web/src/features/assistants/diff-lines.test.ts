import { expect, test } from "vitest";
import { diffLines } from "./diff-lines.ts";

function shown(before: string, after: string): string[] {
  const signs = { same: " ", removed: "-", added: "+" };
  return diffLines(before, after).map(({ kind, text }) => `${signs[kind]}${text}`);
}

test("what stays is told from what goes and comes", () => {
  expect(shown("one\ntwo\nthree", "one\n2\nthree\nfour")).toEqual([" one", "-two", "+2", " three", "+four"]);
  expect(shown("", "a")).toEqual(["+a"]);
  expect(shown("a", "")).toEqual(["-a"]);
  expect(shown("", "")).toEqual([]);
});

test("both texts can be put together again from the lines", () => {
  const before = "a\nb\nc\na\nb\nb\na";
  const after = "c\nb\na\nb\na\nc";
  const lines = diffLines(before, after);
  const without = (kind: string): string =>
    lines
      .filter((line) => line.kind !== kind)
      .map(({ text }) => text)
      .join("\n");
  expect([without("added"), without("removed")]).toEqual([before, after]);
});
