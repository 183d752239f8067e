import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { BlobStore } from "@smartypants/core";
import { describeBlobStore } from "@smartypants/core/testing";
import { expect, onTestFinished, test } from "vitest";
import { createDirectoryBlobStore } from "./directory-blob-store.ts";

async function makeFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), "smartypants-blobs-"));
}

describeBlobStore("a directory", async () => {
  const folder = await makeFolder();
  return { store: createDirectoryBlobStore(path.join(folder, "blobs")), close: () => rm(folder, { recursive: true }) };
});

async function setUp(): Promise<{ folder: string; store: BlobStore }> {
  const parent = await makeFolder();
  onTestFinished(() => rm(parent, { recursive: true }));
  const folder = path.join(parent, "blobs");
  return { folder, store: createDirectoryBlobStore(folder) };
}

async function listed(store: BlobStore): Promise<{ blobId: string; storedAt: number }[]> {
  const blobs: { blobId: string; storedAt: number }[] = [];
  for await (const blob of store.list()) blobs.push(blob);
  return blobs;
}

const put = (store: BlobStore, text: string) => store.put(new Blob([text]).stream(), 1000);

test("names files by the SHA-256 of their bytes, readable by their owner only", async () => {
  const { folder, store } = await setUp();
  const { blobId } = await put(store, "hello");
  expect(blobId).toBe(createHash("sha256").update("hello").digest("hex"));
  const parts = [blobId.slice(0, 2), blobId.slice(2, 4), blobId];
  const modes = await Promise.all(
    [[], parts.slice(0, 1), parts.slice(0, 2), parts].map(async (at) => (await stat(path.join(folder, ...at))).mode),
  );
  expect(modes.map((mode) => mode & 0o777)).toEqual([0o700, 0o700, 0o700, 0o600]);
  expect(await readdir(path.join(folder, "incoming"))).toEqual([]);
});

test("removing something that is no id is refused before any path is made", async () => {
  const { folder, store } = await setUp();
  await put(store, "hello");
  const victim = path.join(path.dirname(folder), "victim");
  await writeFile(victim, "precious");
  await expect(store.remove("../victim")).rejects.toMatchObject({ code: "not_found" });
  expect((await stat(victim)).isFile()).toBe(true);
});

test("putting the same bytes again makes them new for the sweep", async () => {
  const { folder, store } = await setUp();
  const { blobId } = await put(store, "hello");
  await utimes(path.join(folder, blobId.slice(0, 2), blobId.slice(2, 4), blobId), 1000, 1000);
  expect(await listed(store)).toEqual([{ blobId, storedAt: 1_000_000 }]);
  await put(store, "hello");
  expect((await listed(store))[0]?.storedAt).toBeGreaterThan(1_000_000);
});

test("listing passes by what is no blob and removes what a crash left a day ago", async () => {
  const { folder, store } = await setUp();
  const { blobId } = await put(store, "hello");
  await writeFile(path.join(folder, "README"), "not ours");
  await writeFile(path.join(folder, blobId.slice(0, 2), blobId.slice(2, 4), "thumbs.db"), "not ours");
  for (const name of ["old", "fresh"]) await writeFile(path.join(folder, "incoming", name), "half");
  const yesterday = Date.now() / 1000 - 25 * 3600;
  await utimes(path.join(folder, "incoming", "old"), yesterday, yesterday);
  expect((await listed(store)).map((blob) => blob.blobId)).toEqual([blobId]);
  expect(await readdir(path.join(folder, "incoming"))).toEqual(["fresh"]);
});
