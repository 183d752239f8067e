import { expect, test } from "vitest";
import { blobEntry, entryKind, parseManifest } from "./manifest.ts";

const BLOB = "ab".padEnd(64, "0");

test("the names that we write are known", () => {
  expect(["smartypants.db", "manifest.json", "master.key", "session.key", blobEntry(BLOB)].map(entryKind)).toEqual([
    "database",
    "manifest",
    "key",
    "key",
    "blob",
  ]);
});

// Guards against an archive that writes outside of its folder.
test.each([
  "../smartypants.db",
  "./smartypants.db",
  "/smartypants.db",
  "smartypants.db/",
  "SMARTYPANTS.DB",
  "C:\\smartypants.db",
  "blobs/../master.key",
  `blobs/ab/00/../${BLOB}`,
  `blobs/00/00/${BLOB}`,
  `blobs/ab/00/${BLOB.toUpperCase()}`,
  `blobs/ab/00/${BLOB}.sh`,
  `blobs\\ab\\00\\${BLOB}`,
  "operator-token",
  "lock.db",
  "constructor",
  "",
])("%j is nothing of ours", (name) => {
  expect(entryKind(name)).toBeNull();
});

test("a manifest of a later format says so, anything else is damage", () => {
  const parse = (value: unknown) => () => parseManifest(new TextEncoder().encode(JSON.stringify(value)));
  expect(parse({ format: "smartypants-backup", formatVersion: 2 })).toThrow("newer SmartyPants");
  expect(parse({ format: "other", formatVersion: 1 })).toThrow("cannot be used");
  expect(parse(null)).toThrow("cannot be used");
  expect(() => parseManifest(Buffer.from("not json"))).toThrow("cannot be used");
});
