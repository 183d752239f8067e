import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_QUOTE, splitUnits } from "./split-units.ts";

function unitsOf(text: string, kind = "prose"): string[] {
  return splitUnits(text, kind).map(({ start, end }) => text.slice(start, end));
}

describe("splitUnits", () => {
  test("sentences of a wrapped paragraph go on over its lines", () => {
    const text = "The canteen opens at eleven and\ncloses at two. It is closed on public\nholidays.";
    expect(unitsOf(text)).toEqual(["The canteen opens at eleven and\ncloses at two.", "It is closed on public\nholidays."]);
  });

  test("labelled lines and short lines that were not wrapped stand for themselves", () => {
    expect(unitsOf("name: intake\nport: 7401\nowner: platform team")).toEqual(["name: intake", "port: 7401", "owner: platform team"]);
    const faults = "No sound in Douro\nThe amplifier switches itself off after two hours and must be woken.";
    expect(unitsOf(faults)).toEqual(faults.split("\n"));
  });

  test("each item of a list and each row of a table is one", () => {
    expect(unitsOf("you own shares,\nyou sit on a board,\nyou are related", "list")).toHaveLength(3);
    expect(unitsOf("OV-1 | laptop | Ghent\nOV-2 | server | Porto", "table")).toEqual(["OV-1 | laptop | Ghent", "OV-2 | server | Porto"]);
  });

  test("an empty line begins a new paragraph, but not in a table", () => {
    const paragraphs = (kind: string): number[] => splitUnits("One here.\n\nTwo here.", kind).map(({ paragraph }) => paragraph);
    expect(paragraphs("prose")).toEqual([0, 1]);
    expect(paragraphs("table")).toEqual([0, 0]);
  });

  test("what is longer than a quote may be is cut between words", () => {
    const units = unitsOf("word ".repeat(200).trim());
    expect(units.length).toBeGreaterThan(1);
    for (const unit of units) expect(unit).toMatch(/^(?:word ?)+$/);
  });

  test("units are in order, short enough, trimmed, and leave out white space only", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "B", ".", "?", ":", ",", " ", "\n", "\n\n", "- ", "x".repeat(90), "😀"),
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, fc.constantFrom("prose", "list", "table", "code"), (given, kind) => {
        let last = 0;
        let kept = "";
        for (const { start, end } of splitUnits(given, kind)) {
          const unit = given.slice(start, end);
          expect(start).toBeGreaterThanOrEqual(last);
          expect(unit.length).toBeLessThanOrEqual(MAX_QUOTE);
          expect(unit).toBe(unit.trim());
          expect(unit.isWellFormed()).toBe(true);
          last = end;
          kept += unit;
        }
        expect(kept.replace(/\s/g, "")).toBe(given.replace(/\s/g, ""));
      }),
    );
  });
});
