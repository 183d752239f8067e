import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createBallast, readDiskSpace, removeBallast } from "./disk-space.ts";

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "smartypants-disk-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test("free space is a share of the whole", async () => {
  const { freeBytes, totalBytes, freePercent } = await readDiskSpace(await makeFolder());
  expect(freeBytes).toBeGreaterThan(0);
  expect(freeBytes).toBeLessThanOrEqual(totalBytes);
  expect(freePercent).toBeCloseTo((freeBytes / totalBytes) * 100, 9);
});

test("ballast takes real room until it is removed", async () => {
  const folder = await makeFolder();
  await createBallast(folder);
  await createBallast(folder);
  const [name = ""] = await readdir(folder);
  const { size, blocks } = await stat(path.join(folder, name));
  expect(size).toBe(8 * 2 ** 20);
  expect(blocks * 512).toBeGreaterThanOrEqual(size);
  expect(await removeBallast(folder)).toBe(true);
  expect(await removeBallast(folder)).toBe(false);
  expect(await readdir(folder)).toEqual([]);
});

test("ballast that a process left half-made is made anew", async () => {
  const folder = await makeFolder();
  await writeFile(path.join(folder, "ballast"), "half");
  await createBallast(folder);
  expect((await stat(path.join(folder, "ballast"))).size).toBe(8 * 2 ** 20);
});

test("a folder that is gone is no full disk", async () => {
  await expect(createBallast(path.join(await makeFolder(), "gone"))).rejects.toMatchObject({ code: "ENOENT" });
});
