import { expect, test } from "vitest";
import { sourceCode } from "./source-code.ts";
import { extractWith, outlineOf } from "./testing/extract-text.ts";

test("a small file is one block that keeps its indentation", async () => {
  expect(outlineOf(await extractWith(sourceCode, "\n  indented();\n\nlast();\n"))).toEqual(["code@line=2   indented();\n\nlast();"]);
});

test("a longer file is divided where declarations begin, never inside one that fits", async () => {
  const functions = Array.from(
    { length: 12 },
    (_, index) => `function f${index}() {\n  const a = ${"1 + ".repeat(60)}1;\n\n  return a;\n}`,
  );
  const { blocks } = await extractWith(sourceCode, functions.join("\n\n"));
  expect(blocks.length).toBeGreaterThan(3);
  expect(blocks.map((block) => block.text).join("\n\n")).toBe(functions.join("\n\n"));
  for (const block of blocks) {
    expect(block.text).toMatch(/^function f\d+/);
    expect(block.text).toMatch(/}$/);
    expect(block.anchor).toBe(`line=${1 + 6 * Number(/f(\d+)/.exec(block.text)?.[1])}`);
  }
});

test("a long declaration is divided into pieces that an answer can quote", async () => {
  const lines = Array.from({ length: 400 }, (_, index) => `  step(${index});`);
  const { blocks } = await extractWith(sourceCode, ["function main() {", ...lines, "}"].join("\n"));
  expect(Math.max(...blocks.map((block) => block.text.length))).toBeLessThanOrEqual(1_600);
  expect(blocks.flatMap((block) => block.text.split("\n"))).toHaveLength(402);
});

test("an empty file is empty", async () => {
  await expect(extractWith(sourceCode, "\n\n")).rejects.toMatchObject({ code: "empty" });
});
