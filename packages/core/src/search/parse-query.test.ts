import { describe, expect, test } from "vitest";
import { parseQuery } from "./parse-query.ts";

const day = (year: number, month: number, date: number): number => Date.UTC(year, month - 1, date);

describe("a query is taken apart into words and operators", () => {
  test.each<[string, Partial<ReturnType<typeof parseQuery>>]>([
    ["parental leave", { text: "parental leave" }],
    ["  spaces \t and\nlines ", { text: "spaces and lines" }],
    [`"parental leave" weeks`, { text: "parental leave weeks", phrases: ["parental leave"] }],
    ["leave -sick", { text: "leave", excluded: ["sick"] }],
    [`leave -"sick pay"`, { text: "leave", excluded: ["sick pay"] }],
    ["from:ada in:hr type:pdf source:drive plan", { text: "plan", from: ["ada"], in: ["hr"], type: ["pdf"], source: ["drive"] }],
    [`from:"Ada Lovelace" in:"hr/pay 2026"`, { text: "", from: ["Ada Lovelace"], in: ["hr/pay 2026"] }],
    ["FROM:Ada TYPE:PDF x", { text: "x", from: ["Ada"], type: ["PDF"] }],
    ["type:pdf type:md", { text: "", type: ["pdf", "md"] }],
    ["after:2026-03-31 x", { text: "x", after: day(2026, 3, 31) }],
    ["before:2026-03 after:2025", { text: "", before: day(2026, 3, 1), after: day(2025, 1, 1) }],
    ["after:2025 after:2026", { after: day(2026, 1, 1) }],
    ["http://example.org:80/in:x", { text: "http://example.org:80/in:x" }],
    ["well-known e-mail -", { text: "well-known e-mail -", excluded: [] }],
    ["from: ", { text: "from:" }],
    [`from:""`, { text: `from:""`, from: [] }],
    [`""`, { text: "", phrases: [] }],
    [`"unclosed phrase`, { text: `"unclosed phrase` }],
    [`5" pipe`, { text: `5" pipe` }],
    ["", { text: "" }],
    ["日本語 from:山田", { text: "日本語", from: ["山田"] }],
  ])("%s", (query, wanted) => {
    expect(parseQuery(query)).toMatchObject(wanted);
  });

  // Somebody who writes `-type:pdf` wants no PDFs: giving them only PDFs would be the very opposite.
  test.each(["-from:ada", "-type:pdf", `-in:"hr/pay"`, "-source:drive", "-after:2026"])("%s is refused, not turned round", (query) => {
    expect(() => parseQuery(`leave ${query}`)).toThrow(
      expect.objectContaining({ code: "invalid", fields: [expect.objectContaining({ path: "query" })] }),
    );
  });

  test.each(["after:yesterday", "before:2026-13", "after:2026-02-30", "before:31.12.2026", "after:20260331", "before:2026-00-10"])(
    "%s is no date, and it is said how to write one",
    (query) => {
      expect(() => parseQuery(query)).toThrow(expect.objectContaining({ code: "invalid", message: expect.stringContaining("2026-03-31") }));
    },
  );

  test("what people paste does not take long", () => {
    const startedAt = performance.now();
    for (const piece of ['"', "-", 'from:"', "in:", "- -", '"a', "\\", "-from:-"]) {
      try {
        parseQuery(piece.repeat(2000 / piece.length));
      } catch {
        // Refusing is an answer too.
      }
    }
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
