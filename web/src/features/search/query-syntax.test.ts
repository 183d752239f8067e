import { describe, expect, test } from "vitest";
import { plainWords, problemOf, splitQuery } from "./query-syntax.ts";

const operatorsIn = (query: string): string[] => splitQuery(query).flatMap(({ text, isOperator }) => (isOperator ? [text] : []));

describe("splitQuery", () => {
  test.each([
    ['warranty "refurbished units" after:2025-11 -draft', ['"refurbished units"', "after:2025-11", "-draft"]],
    ['in:"Sales team" from:ada', ['in:"Sales team"', "from:ada"]],
    ["well-known e-mail 9-5", []],
    ["https://example.org", []],
  ])("%s", (query, operators) => {
    expect(operatorsIn(query)).toEqual(operators);
    expect(
      splitQuery(query)
        .map(({ text }) => text)
        .join(""),
    ).toBe(query);
  });
});

// The API refuses these; a page that sent them while somebody types would flash errors.
describe("problemOf", () => {
  test.each(["a", "after:2026", "before:2026-02", "after:2026-02-29", 'in:"x" -word', "after:"])("%s may be sent", (query) => {
    expect(problemOf(query)).toBeNull();
  });

  test.each([
    ["after:20", "date"],
    ["x before:2026-13", "date"],
    ["after:2026-02-31", "date"],
    ["-from:ada", "minus"],
  ])("%s waits", (query, problem) => {
    expect(problemOf(query)).toMatchObject({ problem });
  });
});

test("what one would ask is the words and phrases", () => {
  expect(plainWords('how long  is the "refurbished unit" warranty type:pdf -draft')).toBe("how long is the refurbished unit warranty");
});
