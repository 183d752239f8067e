import { expect, test } from "vitest";
import { cutText } from "./cut-text.ts";

test.each<[string, number, string]>([
  ["short", 10, "short"],
  ["exactly", 7, "exactly"],
  ["longer than that", 6, "longer"],
  ["ab🦉cd", 3, "ab"],
  ["ab🦉cd", 4, "ab🦉"],
  ["🦉", 1, ""],
  ["", 5, ""],
  ["half \ud800", 10, "half \ufffd"],
])("%s at %i", (text, length, wanted) => {
  expect(cutText(text, length)).toBe(wanted);
});
