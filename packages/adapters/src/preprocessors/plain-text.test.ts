import { expect, test } from "vitest";
import { plainText } from "./plain-text.ts";
import { extractWith, outlineOf } from "./testing/extract-text.ts";

test("paragraphs keep their lines and open at the first of them", async () => {
  expect(outlineOf(await extractWith(plainText, "\n\nFirst line\nsecond line  \n\n  \nNext\r\n\r\nLast"))).toEqual([
    "paragraph@line=3 First line\nsecond line",
    "paragraph@line=7 Next",
    "paragraph@line=9 Last",
  ]);
});

test("a long run without blank lines is divided, so that anchors stay useful", async () => {
  const { blocks } = await extractWith(plainText, Array.from({ length: 100 }, (_, index) => `entry ${index} ${"x".repeat(90)}`).join("\n"));
  expect(blocks.length).toBeGreaterThan(4);
  for (const block of blocks) expect(block.text).toMatch(new RegExp(`^entry ${Number(block.anchor?.slice(5)) - 1} `));
});

test("a single line of 20 MB is one block, within two seconds", async () => {
  const bytes = new Uint8Array(20_000_000).fill(0x61);
  const start = performance.now();
  const { blocks } = await extractWith(plainText, bytes);
  expect(performance.now() - start).toBeLessThan(20_000);
  expect(blocks).toHaveLength(1);
  expect(blocks[0]?.text.length).toBe(20_000_000);
});

test("NUL and half surrogate pairs are replaced, not passed on", async () => {
  expect(outlineOf(await extractWith(plainText, Buffer.from("a\0b")))).toEqual(["paragraph@line=1 a\uFFFDb"]);
  expect(outlineOf(await extractWith(plainText, Buffer.from("fffe3dd861000a006200", "hex")))).toEqual(["paragraph@line=1 \uFFFDa\nb"]);
});

test("nothing but white space is empty, in words for users", async () => {
  for (const text of ["", "  \n\t\n"])
    await expect(extractWith(plainText, text)).rejects.toMatchObject({ code: "empty", message: expect.stringMatching(/no text/) });
});
