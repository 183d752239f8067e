import { createHash } from "node:crypto";
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { pack as createPack } from "tar-stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { blobEntry } from "./manifest.ts";
import { readArchive } from "./read-archive.ts";

interface Entry {
  readonly name: string;
  readonly content: string;
  readonly type?: "symlink" | "link" | "directory";
  readonly linkname?: string;
}

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "smartypants-archive-"));
  file = join(folder, "backup.tar.gz");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const ORIGINAL = "the original";
const ENTRIES: readonly Entry[] = [
  { name: "smartypants.db", content: "database" },
  { name: "master.key", content: "key" },
  { name: blobEntry(sha256(ORIGINAL)), content: ORIGINAL },
];

function manifestOf(entries: readonly Entry[], change: object = {}): Entry {
  const files = entries.map(({ name, content }) => ({ name, sizeBytes: Buffer.byteLength(content), sha256: sha256(content) }));
  const about = {
    format: "smartypants-backup",
    formatVersion: 1,
    product: "1.0.0",
    createdAt: "2026-03-01T00:00:00.000Z",
    migrations: [],
    erased: [],
  };
  return { name: "manifest.json", content: JSON.stringify({ ...about, files, ...change }) };
}

async function write(entries: readonly Entry[]): Promise<void> {
  const pack = createPack();
  const written = pipeline(pack, createGzip(), createWriteStream(file));
  for (const { name, content, type = "file", linkname } of entries) {
    pack.entry({ name, type, ...(linkname !== undefined && { linkname }) }, type === "file" ? content : "");
  }
  pack.finalize();
  await written;
}

function read(seen: string[] = []) {
  return readArchive(file, {
    signal: new AbortController().signal,
    accept: async (entry) => {
      seen.push(`${entry.kind} ${entry.name} ${entry.sizeBytes}`);
      await entry.skip();
    },
  });
}

test("a whole backup is read in its order, with its manifest", async () => {
  await write([...ENTRIES, manifestOf(ENTRIES)]);
  const seen: string[] = [];
  expect(await read(seen)).toMatchObject({ product: "1.0.0", files: [{}, {}, {}] });
  expect(seen).toEqual(["database smartypants.db 8", "key master.key 3", `blob ${blobEntry(sha256(ORIGINAL))} 12`]);
});

const [database, key, blob] = ENTRIES as [Entry, Entry, Entry];
const BAD: readonly (readonly [string, readonly Entry[], string])[] = [
  ["a name that leads out", [database, { ...key, name: "../master.key" }, manifestOf(ENTRIES)], "../master.key"],
  ["an absolute name", [database, { ...key, name: "/etc/passwd" }, manifestOf(ENTRIES)], "/etc/passwd"],
  [
    "a symbolic link",
    [database, { name: "master.key", content: "", type: "symlink", linkname: "/etc/passwd" }, manifestOf(ENTRIES)],
    "master.key",
  ],
  ["a hard link", [database, { name: "master.key", content: "", type: "link", linkname: "../x" }, manifestOf(ENTRIES)], "master.key"],
  ["a folder", [database, { name: "blobs", content: "", type: "directory" }, manifestOf(ENTRIES)], "blobs"],
  ["something twice", [database, database, key, manifestOf([database, key])], "twice"],
  ["an original twice", [database, key, blob, blob, manifestOf(ENTRIES)], "twice"],
  ["another content", [database, { ...key, content: "yek" }, blob, manifestOf(ENTRIES)], "master.key is not as it was"],
  ["another size", [database, { ...key, content: "keys" }, blob, manifestOf(ENTRIES)], "master.key is not as it was"],
  [
    "an original that is not what its name says",
    [database, key, { ...blob, content: "other" }, manifestOf([database, key, { ...blob, content: "other" }])],
    "does not hold",
  ],
  ["something missing", [database, key, manifestOf(ENTRIES)], "is missing"],
  ["something that is not listed", [database, key, blob, manifestOf([database, key])], "list of contents"],
  ["no manifest", ENTRIES, "its end is missing"],
  ["no database", [key, manifestOf([key])], "no database"],
  ["no key", [database, manifestOf([database])], "no key"],
  ["a second manifest", [...ENTRIES, manifestOf(ENTRIES), manifestOf(ENTRIES)], "follows its end"],
  ["a key that is far too large", [{ ...key, content: "x".repeat(70_000) }, manifestOf([])], "too large"],
  ["a manifest of another program", [...ENTRIES, manifestOf(ENTRIES, { format: "other" })], "not one of ours"],
];

test.each(BAD)("refused: %s", async (_name, entries, words) => {
  await write(entries);
  await expect(read()).rejects.toMatchObject({ code: "corrupt", message: expect.stringContaining(words) });
});

test("refused: a later format, which is no damage", async () => {
  await write([...ENTRIES, manifestOf(ENTRIES, { formatVersion: 2 })]);
  await expect(read()).rejects.toMatchObject({ code: "config", message: expect.stringContaining("newer") });
});

// Guards against a backup whose copy broke off, at whatever byte.
test("refused: a backup that is cut off anywhere", async () => {
  await write([...ENTRIES, manifestOf(ENTRIES)]);
  const whole = readFileSync(file);
  for (let length = 0; length < whole.length; length += 23) {
    writeFileSync(file, whole.subarray(0, length));
    await expect(read(), `after ${length} bytes`).rejects.toMatchObject({ code: "corrupt" });
  }
});

test("refused: a single byte that has changed", async () => {
  await write([...ENTRIES, manifestOf(ENTRIES)]);
  const bytes = readFileSync(file);
  const middle = Math.floor(bytes.length / 2);
  bytes.writeUInt8((bytes.readUInt8(middle) + 1) % 256, middle);
  writeFileSync(file, bytes);
  await expect(read()).rejects.toMatchObject({ code: "corrupt" });
});

test("refused: what is no archive at all, or is not there", async () => {
  writeFileSync(file, "Dear reader,");
  await expect(read()).rejects.toMatchObject({ code: "corrupt" });
  rmSync(file);
  await expect(read()).rejects.toMatchObject({ code: "not_found" });
});

test("a fault of whoever takes the entries is passed on as it is", async () => {
  await write([...ENTRIES, manifestOf(ENTRIES)]);
  const full = Object.assign(new Error("no room"), { code: "ENOSPC" });
  const accept = (): Promise<void> => Promise.reject(full);
  await expect(readArchive(file, { signal: new AbortController().signal, accept })).rejects.toBe(full);
});
