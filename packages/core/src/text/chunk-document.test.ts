import type { Block } from "@smartypants/sdk";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type BlockSection, chunkDocument, chunkSections, type ChunkedDocument } from "./chunk-document.ts";
import { countTokens } from "./count-tokens.ts";
import { embeddedString } from "./embedded-string.ts";
import { normaliseText } from "./normalise-text.ts";

const words = fc
  .array(
    fc.constantFrom(
      "leave",
      "policy.",
      "Then",
      "東京都。",
      "😀",
      "👩\u200d💻",
      "a\u0301",
      "\n",
      "\n\n",
      "- item",
      "x | y",
      "\ud800",
      "3.",
      "  ",
    ),
    { maxLength: 150 },
  )
  .map((parts) => parts.join(" "));
const blockText = fc.oneof(
  { weight: 4, arbitrary: words },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "x".repeat(5_000),
      "😀".repeat(700),
      "é ".repeat(900),
      "字".repeat(900),
      "- a thing\n  goes on\n".repeat(300),
      "let a = 1;\n".repeat(200),
    ),
  },
);
const anchor = fc.option(fc.constantFrom("page=1", "page=2", "row=3", "intro"), { nil: undefined });
const block: fc.Arbitrary<Block> = fc
  .record({
    kind: fc.constantFrom<Block["kind"]>("heading", "paragraph", "list", "table", "code"),
    text: blockText,
    level: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
    header: fc.option(fc.constantFrom("Name | Age", "Wide | ".repeat(100)), { nil: undefined }),
    anchor,
  })
  .map(({ kind, text, level, header, anchor: at }) => ({
    kind,
    text: kind === "heading" && text.length < 2_000 ? text.slice(0, 80) : text,
    ...(level === undefined ? {} : { level }),
    ...(header === undefined ? {} : { header }),
    ...(at === undefined ? {} : { anchor: at }),
  }));
const section: fc.Arbitrary<BlockSection> = fc
  .record({
    blocks: fc.array(block, { maxLength: 8 }),
    heading: fc.option(fc.string({ maxLength: 20 }), { nil: undefined }),
    apart: fc.boolean(),
  })
  .map(({ blocks, heading, apart }) => ({ blocks, apart, ...(heading === undefined ? {} : { heading }) }));

const visible = (text: string): string => text.replace(/\s/g, "");
const texts = ({ text, chunks }: ChunkedDocument): string[] => chunks.map(({ start, end }) => text.slice(start, end));

test("chunks of any document are trimmed, in order, apart from each other, whole characters, and within the size", () => {
  fc.assert(
    fc.property(fc.array(section, { maxLength: 4 }), (sections) => {
      const { text, chunks } = chunkSections(sections);
      expect(normaliseText(text)).toBe(text);
      let last = 0;
      for (const chunk of chunks) {
        const slice = text.slice(chunk.start, chunk.end);
        expect(chunk.start).toBeGreaterThanOrEqual(last);
        expect(slice).toBe(slice.trim());
        expect(slice).not.toBe("");
        expect(slice.isWellFormed()).toBe(true);
        expect(countTokens(embeddedString(chunk.headingPath, slice, chunk.header))).toBeLessThanOrEqual(240);
        last = chunk.end;
      }
    }),
    { numRuns: 300 },
  );
});

test("no visible character of a block is lost or doubled, and headings are lost neither", () => {
  fc.assert(
    fc.property(fc.array(section, { maxLength: 4 }), (sections) => {
      const document = chunkSections(sections);
      const all = sections.flatMap(({ blocks, heading }) => [...(heading ? [{ kind: "heading" as const, text: heading }] : []), ...blocks]);
      expect(visible(document.text)).toBe(all.map(({ text }) => visible(normaliseText(text))).join(""));
      // What stands between chunks may only be headings, each shown by the path of some chunk unless longer than a path can be.
      const shown = new Set(document.chunks.flatMap(({ headingPath }) => headingPath));
      const headings = new Set(
        all.filter(({ kind }) => kind === "heading").map(({ text }) => normaliseText(text).trim().replace(/\s+/g, " ")),
      );
      let from = 0;
      for (const { start, end } of [...document.chunks, { start: document.text.length, end: document.text.length }]) {
        const lines = document.text
          .slice(from, start)
          .split("\n")
          .filter((line) => line.trim() !== "");
        for (const line of lines) {
          expect(headings).toContain(line);
          const isShown = shown.has(line) || countTokens([...headings].join(" ")) > 60;
          expect(isShown, line).toBe(true);
        }
        from = end;
      }
    }),
    { numRuns: 300 },
  );
});

const paragraph = (text: string, at?: string): Block => ({ kind: "paragraph", text, ...(at === undefined ? {} : { anchor: at }) });
const heading = (text: string, level: number, at?: string): Block => ({
  kind: "heading",
  text,
  level,
  ...(at === undefined ? {} : { anchor: at }),
});
const prose = (tokens: number, word = "word"): string => `${Array.from({ length: tokens - 1 }, () => word).join(" ")}.`;

test("small blocks under one heading share a chunk, whose path names the headings", () => {
  const document = chunkDocument([
    heading("Handbook", 1),
    heading("Leave", 2, "leave"),
    paragraph("Twenty days."),
    { kind: "list", text: "- sick leave" },
    { kind: "list", text: "- holidays" },
  ]);
  expect(document.text).toBe("Handbook\n\nLeave\n\nTwenty days.\n\n- sick leave\n- holidays");
  expect(document.chunks).toEqual([
    { start: 17, end: document.text.length, headingPath: ["Handbook", "Leave"], kind: "list", anchor: "leave", section: 0 },
  ]);
});

test("a main heading ends a chunk", () => {
  const { chunks } = chunkDocument([heading("A", 2), paragraph(prose(40)), heading("B", 2), paragraph(prose(40))]);
  expect(chunks.map(({ headingPath }) => headingPath)).toEqual([["A"], ["B"]]);
});

test("a tiny part goes with what follows, and the chunk then carries both headings in its text, not the first one in its path", () => {
  const document = chunkDocument([heading("Doc", 1), heading("A", 2), paragraph("Tiny."), heading("B", 2), paragraph(prose(40, "b"))]);
  expect(document.chunks.map(({ headingPath }) => headingPath)).toEqual([["Doc"]]);
  expect(texts(document)[0]).toMatch(/^A\n\nTiny\.\n\nB\n\nb b/);
});

test("a long paragraph is cut between sentences", () => {
  const sentences = Array.from({ length: 40 }, (_, index) => `Sentence ${index} is about the leave policy of the company.`);
  const parts = texts(chunkDocument([paragraph(sentences.join(" "))]));
  expect(parts.length).toBeGreaterThan(1);
  for (const part of parts) expect(part).toMatch(/^Sentence .*company\.$/);
});

test("a list is cut between items, never before an item's next line", () => {
  const parts = texts(chunkDocument([{ kind: "list", text: "- an item that has\n  a second line. And more\n".repeat(60) }]));
  expect(parts.length).toBeGreaterThan(1);
  for (const part of parts) expect(part).toMatch(/^- an item[^]*And more$/);
});

test("rows of a table stay whole and keep their header, which counts", () => {
  const header = "Name | City | Year of birth";
  const rows = Array.from({ length: 80 }, (_, index): Block => ({
    kind: "table",
    text: `Ada ${index} | London | 1815`,
    header,
    anchor: `row=${index}`,
  }));
  const document = chunkDocument(rows);
  expect(document.chunks.length).toBeGreaterThan(2);
  expect(document.text.split("\n")).toHaveLength(80);
  for (const chunk of document.chunks) expect(chunk).toMatchObject({ kind: "table", header });
  for (const part of texts(document)) for (const row of part.split("\n")) expect(row).toMatch(/^Ada \d+ \| London \| 1815$/);
  expect(document.chunks[1]?.anchor).toBe(`row=${texts(document)[0]?.split("\n").length}`);
});

test("code is cut at line ends and keeps its indents", () => {
  const document = chunkDocument([{ kind: "code", text: "function f() {\n  return computeTheThing(1);\n}\n".repeat(40) }]);
  expect(document.chunks.length).toBeGreaterThan(1);
  expect(document.text).toContain("\n  return");
  for (const part of texts(document)) expect(part).toMatch(/[{;}]$/);
});

const pages = (tokens: number): (string | undefined)[] =>
  chunkDocument([paragraph(prose(tokens), "page=1"), paragraph(prose(tokens), "page=2")]).chunks.map(({ anchor: at }) => at);

test("a new page ends a chunk that is long enough to stand alone", () => {
  expect(pages(70)).toEqual(["page=1", "page=2"]);
  expect(pages(40)).toEqual(["page=1"]);
});

test("a heading with nothing under it can still be found", () => {
  const document = chunkDocument([heading("Agenda", 1), heading("Budget", 2), heading("Hiring", 2)]);
  expect(document.chunks).toMatchObject([{ headingPath: ["Agenda"] }]);
  expect(texts(document)).toEqual(["Budget\n\nHiring"]);
});

const message = (text: string, apart: boolean): BlockSection => ({ blocks: [paragraph(text)], anchor: text, apart });

test("messages of a thread share a chunk; parts that open elsewhere do not", () => {
  expect(chunkSections([message("Hi", false), message("Hello", false)]).chunks).toMatchObject([{ section: 0, anchor: "Hi" }]);
  expect(chunkSections([message("Hi", false), message("file", true), message("Thanks", false)]).chunks).toMatchObject([
    { section: 0 },
    { section: 1 },
    { section: 2 },
  ]);
});

test("an emoji joined from several is not cut apart while there is another place", () => {
  for (const part of texts(chunkDocument([paragraph("👩\u200d💻".repeat(300))]))) expect(part.replaceAll("👩\u200d💻", "")).toBe("");
});

test("nothing in, nothing out", () => {
  expect(chunkDocument([])).toEqual({ text: "", chunks: [] });
  expect(chunkDocument([paragraph(" \u200b\n")])).toEqual({ text: "", chunks: [] });
});

test.each([
  ["one word", "x".repeat(1_000_000)],
  ["spaces", `a${" ".repeat(1_000_000)}b`],
  ["short lines", "- a\n".repeat(200_000)],
  ["sentences", "One two. ".repeat(100_000)],
])("a megabyte of %s is cut in linear time", (_name, text) => {
  const started = performance.now();
  expect(chunkDocument([{ kind: "list", text }]).chunks.length).toBeGreaterThan(0);
  expect(performance.now() - started).toBeLessThan(20_000);
});
