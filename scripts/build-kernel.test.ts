import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { assembleKernel } from "./build-kernel.mjs";

test("the committed kernel is what kernel.wat assembles to", async () => {
  const committed = await readFile(new URL("../packages/adapters/src/vectors/embedded/kernel.ts", import.meta.url), "utf8");
  expect(await assembleKernel()).toBe(committed);
});
