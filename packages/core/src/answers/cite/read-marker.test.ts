import { expect, test } from "vitest";
import { readMarker } from "./read-marker.ts";

test.for<[string, readonly number[]]>([
  ["[1]", [1]],
  ["[12] and", [12]],
  ["[1,2]", [1, 2]],
  ["[1, 2; 4]", [1, 2, 4]],
  ["[1-3]", [1, 2, 3]],
  ["[1 and 3]", [1, 3]],
  ["[^1]", [1]],
  ["[^1, ^2]", [1, 2]],
  ["【1】", [1]],
  ["【4†source】", [4]],
  ["[Source 1]", [1]],
  ["[sources 1, 2]", [1, 2]],
  ["[passage: 3]", [3]],
  ["[Source 1, Source 2]", [1, 2]],
  ["[Quelle 2]", [2]],
  ["[doc_7]", [7]],
  ["\\[1\\]", [1]],
  ["[[2]]", [2]],
  ["[2024]", [2024]],
])("%s is a marker", ([text, numbers]) => {
  expect(readMarker(text, 0)?.numbers).toEqual(numbers);
});

test.for(["[]", "[x]", "[a1b]", "[1", "[1.5.2]x", "[see 1]", "[the 3 rules]", "(1)", "1]"])("%s is none", (text) => {
  expect(readMarker(text, 0)?.numbers.length ?? 0, JSON.stringify(readMarker(text, 0))).toBe(0);
});

test("a marker ends where it ends, and a range without end is two numbers", () => {
  expect(readMarker("[1][2]", 0)?.length).toBe(3);
  expect(readMarker("[[1]", 0)).toBeNull();
  expect(readMarker("[1]]", 0)?.length).toBe(3);
  expect(readMarker("[1-999999]", 0)?.numbers).toEqual([1, 999_999]);
});
