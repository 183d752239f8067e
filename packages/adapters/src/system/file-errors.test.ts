import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { translateFullDisk } from "./file-errors.ts";

async function faultOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

// Every write to this device is answered as a full disk would.
test.runIf(process.platform === "linux")("a full disk is said in words", async () => {
  const fault = await faultOf(writeFile("/dev/full", "more"));
  expect(translateFullDisk(fault)).toMatchObject({ code: "full", cause: fault });
});

test("other faults are passed on", async () => {
  const fault = await faultOf(readFile("/nowhere/at/all"));
  expect(fault).toBeInstanceOf(Error);
  expect(translateFullDisk(fault)).toBe(fault);
  expect(translateFullDisk("text")).toBe("text");
});
