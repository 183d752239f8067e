import { describePreprocessor } from "@smartypants/sdk/testing";
import { expect, test } from "vitest";
import { extractWith, outlineOf } from "../testing/extract-text.ts";
import { notebook } from "./notebook.ts";

const BOOK = JSON.stringify({
  cells: [
    { cell_type: "markdown", source: ["# Analysis\n", "Some *text*.\n", "\n", "- item"] },
    {
      cell_type: "code",
      source: "print(1)\nplot()",
      outputs: [
        { output_type: "stream", text: ["\u001B[31m1\u001B[0m\n", "2\n"] },
        { output_type: "display_data", data: { "image/png": "aaaa", "text/plain": ["<Figure>"] } },
        { output_type: "error", ename: "ValueError", evalue: "bad tea", traceback: ["long"] },
      ],
    },
    { cell_type: "markdown", source: "" },
    { cell_type: "raw", source: "Raw text" },
  ],
  metadata: {},
  nbformat: 4,
});

describePreprocessor("notebook", {
  preprocessor: notebook,
  samples: [
    { name: "a.ipynb", bytes: Buffer.from(BOOK), mimeType: "application/x-ipynb+json", contains: ["Analysis", "print(1)", "ValueError"] },
  ],
});

test("texts, code and the text of results, cell by cell", async () => {
  expect(outlineOf(await extractWith(notebook, BOOK))).toEqual([
    "heading1@cell=1 Analysis",
    "paragraph@cell=1 Some text.",
    "list@cell=1 item",
    "code@cell=2 print(1)\nplot()",
    "code@cell=2 1\n2",
    "code@cell=2 <Figure>",
    "code@cell=2 ValueError: bad tea",
    "paragraph@cell=4 Raw text",
  ]);
});

test("old notebooks, huge results and damage", async () => {
  const old = JSON.stringify({
    worksheets: [
      {
        cells: [
          { cell_type: "heading", level: 2, source: "Old" },
          { cell_type: "code", input: ["x = 1"] },
        ],
      },
    ],
  });
  expect(outlineOf(await extractWith(notebook, old))).toEqual(["heading2@cell=1 Old", "code@cell=2 x = 1"]);
  const long = JSON.stringify({
    cells: [{ cell_type: "code", source: "log()", outputs: [{ output_type: "stream", text: "x".repeat(30_000) }] }],
  });
  const read = await extractWith(notebook, long);
  expect(read.blocks[1]?.text).toHaveLength(20_000);
  expect(read.notes).toEqual([expect.stringContaining("20,000 characters")]);
  await expect(extractWith(notebook, BOOK.slice(0, 200))).rejects.toMatchObject({ code: "corrupt" });
  await expect(extractWith(notebook, '{"cells": []}')).rejects.toMatchObject({ code: "empty" });
});
