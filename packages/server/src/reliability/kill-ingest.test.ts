import { expect, test } from "vitest";
import { killIngest } from "./testing/killed-ingest.ts";
import { tempFolder } from "./testing/temp-folder.ts";

// Guards the promise that a crash anywhere loses nothing, doubles nothing and leaves nothing half done.
test("kill -9 at 30 moments of ingest: what is stored in the end equals an undisturbed run", { timeout: 300_000 }, async () => {
  const { moments } = await killIngest({ folder: tempFolder(), seed: 20_260_301, kills: 30, firstChange: 10, files: 250 });
  expect(new Set(moments).size, "spread over the life of a process").toBeGreaterThanOrEqual(3);
});
