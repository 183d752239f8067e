import type { SearchHit } from "@smartypants/client";
import { expect, test } from "vitest";
import { toCsv } from "./export-results.ts";

function hit(title: string): SearchHit {
  return {
    document: {
      id: "d",
      externalId: "e",
      title,
      url: "file:///d",
      path: null,
      source: { id: "s", name: "Handbook", connector: "folder" },
      mimeType: "text/plain",
      type: "text",
      authors: [],
      updatedAt: "2026-01-01T00:00:00.000Z",
    },
    passage: {
      chunkId: "1",
      version: 1,
      start: 0,
      end: 1,
      text: 'two\nlines, "quoted"',
      headingPath: [],
      url: "file:///d",
      highlights: [],
    },
    score: 0.5,
    duplicates: 0,
  };
}

// A spreadsheet would run it.
test.each(["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1"])("a title that begins like a formula is text: %s", (title) => {
  expect(toCsv([hit(title)]).split("\r\n")[1]).toMatch(/^"?'/);
});

test("commas, quotes and line ends stay inside their cell", () => {
  expect(toCsv([hit("a, b")])).toContain('"a, b",Handbook,');
  expect(toCsv([hit("a")])).toContain('"two\nlines, ""quoted"""');
});
