import { expect, test } from "vitest";
import { makeZip } from "../testing/make-zip.ts";
import { createSandboxRunner } from "./create-sandbox-runner.ts";
import { readChildren } from "./read-children.ts";

test("children come out of the process page by page, with their bytes or the reason why there are none", async () => {
  const runner = createSandboxRunner();
  const files = Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`n${at}.txt`, `text ${at}`]));
  const bytes = makeZip({ ...files, "locked.txt": { content: "x", encrypted: true } });
  const input = { bytes, mimeType: "application/zip", filename: "a.zip", signal: new AbortController().signal };
  const first = await runner.run("zip", input);
  expect(first.children).toMatchObject({ next: 100, items: { length: 100 } });
  const last = await runner.run("zip", { ...input, childrenFrom: 100 });
  await runner.stop();
  expect(last.children?.next).toBeUndefined();
  expect(last.children?.items.map(({ path }) => path)).toEqual([...Object.keys(files).slice(100), "locked.txt"]);
  const contents = last.children?.items.map(({ content }) =>
    content instanceof Uint8Array ? Buffer.from(content).toString() : content.code,
  );
  expect(contents?.slice(-2)).toEqual(["text 119", "encrypted"]);
});

// The process may have been taken over by what it reads.
test("an answer's children are taken over only as far as they have the right shape", () => {
  const good = { path: "a.txt", content: Uint8Array.of(1), updatedAt: 5 };
  const items = [
    good,
    null,
    { path: 1, content: Uint8Array.of(1) },
    { path: "b" },
    { path: "c", content: { code: "made up", message: "x" } },
    { path: "d", content: "text" },
    { ...good, path: "e", updatedAt: Number.NaN, extra: true },
  ];
  expect(readChildren({ items, next: 7 })).toEqual({
    items: [good, { path: "c", content: { code: "corrupt", message: "x" } }, { path: "e", content: Uint8Array.of(1) }],
    next: 7,
  });
  for (const next of [0, -1, 1.5, "2", Number.POSITIVE_INFINITY]) expect(readChildren({ items: [], next })).toEqual({ items: [] });
  for (const value of [undefined, null, [], { items: {} }, "x"]) expect(readChildren(value)).toBeUndefined();
});
