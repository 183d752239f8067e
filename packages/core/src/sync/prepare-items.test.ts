import { type ChildDocument, SmartyError, type SourceDocument } from "@smartypants/sdk";
import { expect, test } from "vitest";
import type { Extractor } from "../ports/extractor.ts";
import { type PreparedItem, prepareItems } from "./prepare-items.ts";

const ARCHIVE: SourceDocument = {
  id: "a.zip",
  changeKey: "1",
  title: "a.zip",
  url: "https://example.org/a.zip",
  mimeType: "application/zip",
  updatedAt: 5,
  acl: { mode: "everyone" },
  sections: [{ kind: "blob", blob: { blobId: "b", sizeBytes: 1 }, mimeType: "application/zip", filename: "a.zip" }],
};

const text = (path: string): ChildDocument => ({ path, content: new TextEncoder().encode(path) });

interface World {
  /** Pages of the archive by where they begin. */
  readonly pages: Readonly<Record<number, { readonly items: readonly ChildDocument[]; readonly next?: number }>>;
  readonly now?: () => number;
  readonly onExtract?: (filename: string) => void;
}

async function prepared({ pages, now = () => 0, onExtract = () => {} }: World): Promise<PreparedItem[]> {
  const extractor: Extractor = {
    version: "1",
    isReadHere: () => true,
    extract: async ({ filename, childrenFrom = 0 }) => {
      onExtract(filename);
      const blocks = [{ kind: "paragraph" as const, text: `Text of ${filename}.` }];
      const children = filename === "a.zip" ? pages[childrenFrom] : undefined;
      return { mimeType: "text/plain", blocks, ...(children !== undefined && { children }) };
    },
  };
  const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const ports = { extractor, clock: { now }, hash: (value: string) => `hash-${value.length}`, logger };
  const items: PreparedItem[] = [];
  for await (const item of prepareItems(ports, ARCHIVE, async () => new Uint8Array(1), new AbortController().signal)) items.push(item);
  return items;
}

const notesOf = (item: PreparedItem | undefined): readonly string[] =>
  item === undefined || item.result instanceof Error ? [] : item.result.notes;

test("what lies inside comes first, page by page, and the outermost knows all of it", async () => {
  const items = await prepared({ pages: { 0: { items: [text("b.txt")], next: 7 }, 7: { items: [text("x/c.txt")] } } });
  expect(items.map(({ document, parent }) => [document.id, parent])).toEqual([
    ["a.zip!/b.txt", "a.zip"],
    ["a.zip!/x/c.txt", "a.zip"],
    ["a.zip", undefined],
  ]);
  expect(items.at(-1)?.children).toEqual(["a.zip!/b.txt", "a.zip!/x/c.txt"]);
  expect(items[0]?.result, "nothing else says when it was changed").toMatchObject({ title: "b.txt", updatedAt: 5 });
});

// The reader's process may have been taken over by what it reads.
test("a reader that repeats itself, goes back or says nonsense ends, and ids stay unique", async () => {
  const back = await prepared({ pages: { 0: { items: [text("b.txt"), text("b.txt")], next: 3 }, 3: { items: [text("c.txt")], next: 3 } } });
  expect(back.map(({ document }) => document.id)).toEqual(["a.zip!/b.txt", "a.zip!/b.txt (2)", "a.zip!/c.txt", "a.zip"]);
  const long = await prepared({ pages: { 0: { items: [text("x".repeat(5_000))] } } });
  expect(long[0]?.document.id.length).toBeLessThanOrEqual(1_024);
});

test("a page that cannot be read fails the outermost, which then does not know what lies inside", async () => {
  let calls = 0;
  const items = await prepared({
    pages: { 0: { items: [text("b.txt")], next: 1 } },
    onExtract: (filename) => {
      if (filename === "a.zip" && ++calls === 2) throw new SmartyError("corrupt", "Cut off.");
    },
  });
  expect(items.map(({ document, result }) => [document.id, result instanceof Error])).toEqual([
    ["a.zip!/b.txt", false],
    ["a.zip", true],
  ]);
  expect(items.at(-1)?.children).toBeUndefined();
});

test("a fault that is no document's own is thrown, also from inside", async () => {
  const gone = new SmartyError("unavailable", "The reader cannot be started.");
  const onExtract = (filename: string): void => {
    if (filename === "b.txt") throw gone;
  };
  await expect(prepared({ pages: { 0: { items: [text("b.txt")] } }, onExtract })).rejects.toBe(gone);
});

test("ten thousand documents, or an hour, are enough of one, and a note says so", async () => {
  const many = Array.from({ length: 10_050 }, (_, at) => ({ path: `${at}`, content: { code: "encrypted" as const, message: "Locked." } }));
  const items = await prepared({ pages: { 0: { items: many } } });
  expect(items).toHaveLength(10_001);
  expect(notesOf(items.at(-1))).toEqual([expect.stringContaining("10,000 documents")]);
  let now = 0;
  const slow = await prepared({ pages: { 0: { items: [text("b"), text("c"), text("d")] } }, now: () => (now += 40 * 60 * 1000) });
  expect(slow.length).toBeLessThan(4);
  expect(notesOf(slow.at(-1))).toEqual([expect.stringContaining("an hour")]);
});
