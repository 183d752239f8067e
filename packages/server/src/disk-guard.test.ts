import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { guardDisk } from "./disk-guard.ts";
import { captureLog } from "./testing/captured-log.ts";

const MB = 1024 ** 2;

function setUp(freeMb: number) {
  const folder = mkdtempSync(join(tmpdir(), "smartypants-guard-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  let free = freeMb;
  const { logger } = captureLog();
  const guard = guardDisk(folder, logger, async () => ({ freeBytes: free * MB, totalBytes: 1000 * MB, freePercent: free / 10 }));
  onTestFinished(() => guard.stop());
  const at = async (mb: number): Promise<boolean> => {
    free = mb;
    await guard.look();
    return existsSync(join(folder, "ballast"));
  };
  return { at, folder };
}

test("room is set aside while there is some, given back when there is hardly any, and set aside again", async () => {
  const { at } = setUp(100);
  expect([await at(100), await at(20), await at(15), await at(30), await at(47), await at(48)]).toEqual([
    true,
    true,
    false,
    false,
    false,
    true,
  ]);
});

// Setting it aside would take the last room there is.
test("nothing is set aside on a disk that was nearly full from the start", async () => {
  const { at } = setUp(30);
  expect([await at(30), await at(10), await at(30)]).toEqual([false, false, false]);
});

test("a folder that has gone does not end the looking", async () => {
  const { at, folder } = setUp(100);
  rmSync(folder, { recursive: true });
  await expect(at(100)).resolves.toBe(false);
});
