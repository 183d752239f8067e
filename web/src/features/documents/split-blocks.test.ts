import { expect, test } from "vitest";
import { splitBlocks } from "./split-blocks.ts";

test("every block is the slice of the text that its offsets name", () => {
  const text = "Title\n\n\nA paragraph.\nIts second line.\n\nA | B\n1 | 2\n\n\n- one";
  const blocks = splitBlocks(text);
  expect(blocks.map(({ start, end }) => text.slice(start, end))).toEqual(blocks.map((block) => block.text));
  expect(blocks.map(({ kind }) => kind)).toEqual(["heading", "text", "table", "text"]);
});
