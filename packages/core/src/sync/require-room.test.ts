import { expect, test } from "vitest";
import { requireRoom } from "./require-room.ts";

const MB = 1024 ** 2;
const disk = (freeBytes: number, totalBytes: number) => ({ disk: { space: async () => ({ freeBytes, totalBytes }) } });

// A small disk may be nearly full in bytes, a large one in per cent, and both have room enough.
test.each([
  [12 * MB, 100 * MB],
  [1024 * MB, 1_000_000 * MB],
  [10 * MB, 100 * MB],
])("%i of %i bytes are enough to go on", async (free, total) => {
  await expect(requireRoom(disk(free, total))).resolves.toBeUndefined();
});

test.each([
  [9 * MB, 100 * MB],
  [1023 * MB, 1_000_000 * MB],
  [0, 100 * MB],
])("%i of %i bytes stop the storing for a minute", async (free, total) => {
  await expect(requireRoom(disk(free, total))).rejects.toMatchObject({ code: "full", retryAfterMs: 60_000 });
});
