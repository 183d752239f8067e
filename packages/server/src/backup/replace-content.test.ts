import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { restoringFolder } from "../compose.ts";
import { contentOf, replaceContent } from "./replace-content.ts";

const NOW = Date.UTC(2026, 2, 1, 12, 30);
let parent: string;
let dataDir: string;
let staging: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "smartypants-replace-"));
  dataDir = join(parent, "data");
  staging = restoringFolder(dataDir);
  mkdirSync(staging, { recursive: true });
  put(staging, "smartypants.db", "new");
  put(staging, "blobs/ab/x", "new");
});
afterEach(() => {
  chmodSync(parent, 0o700);
  rmSync(parent, { recursive: true, force: true });
});

function put(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

test("what a lock leaves, and what a restore unpacks, is no content", () => {
  put(dataDir, "lock.db", "");
  put(dataDir, "server.json", "{}");
  mkdirSync(`${staging}.partial`);
  expect(contentOf(dataDir)).toEqual([]);
  put(dataDir, "notes.txt", "mine");
  expect(contentOf(dataDir)).toEqual(["notes.txt"]);
});

test("an empty directory takes the new content, and nothing is put aside", async () => {
  expect(await replaceContent(dataDir, staging, NOW)).toBeNull();
  expect(readdirSync(dataDir).toSorted()).toEqual(["blobs", "smartypants.db"]);
  expect(readdirSync(parent)).toEqual(["data"]);
});

// The log of the old database beside the new one would destroy it.
test("all of the former content goes aside, its log too; locks stay where they are", async () => {
  for (const name of ["smartypants.db", "smartypants.db-wal", "smartypants.db-shm", "blobs/ab/y", "master.key"]) put(dataDir, name, "old");
  put(dataDir, "lock.db", "");
  const aside = await replaceContent(dataDir, staging, NOW);
  expect(aside).toBe(`${dataDir}.before-restore-2026-03-01T123000`);
  expect(readdirSync(aside ?? "").toSorted()).toEqual([
    "blobs",
    "master.key",
    "smartypants.db",
    "smartypants.db-shm",
    "smartypants.db-wal",
  ]);
  expect(readdirSync(dataDir).toSorted()).toEqual(["blobs", "lock.db", "smartypants.db"]);
  expect(readFileSync(join(dataDir, "smartypants.db"), "utf8")).toBe("new");
});

test("a second restore at the same second keeps what the first has put aside", async () => {
  put(dataDir, "smartypants.db", "oldest");
  const first = await replaceContent(dataDir, staging, NOW);
  mkdirSync(staging);
  put(staging, "smartypants.db", "newest");
  const second = await replaceContent(dataDir, staging, NOW);
  expect(readFileSync(join(first ?? "", "smartypants.db"), "utf8")).toBe("oldest");
  expect(second).toBe(join(dataDir, "before-restore-2026-03-01T123000"));
  expect(readFileSync(join(second ?? "", "smartypants.db"), "utf8")).toBe("new");
});

// A container may write its volume, and not the folder that the volume is mounted in. Root may write everywhere.
test.skipIf(process.platform === "win32" || process.getuid?.() === 0)("where nothing can be put beside, it is put inside", async () => {
  put(dataDir, "smartypants.db", "old");
  chmodSync(parent, 0o500);
  const aside = await replaceContent(dataDir, staging, NOW);
  expect(aside).toBe(join(dataDir, "before-restore-2026-03-01T123000"));
  expect(existsSync(join(dataDir, "smartypants.db"))).toBe(true);
});
