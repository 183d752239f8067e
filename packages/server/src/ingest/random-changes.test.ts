import { describe, expect, test } from "vitest";
import { openDriveWorld } from "../testing/drive-world.ts";
import { proveRandomChanges } from "../testing/random-changes.ts";
import { openSlackWorld } from "../testing/slack-world.ts";

// The heart of every connector: whatever happens, each person finds what they may see at the source, and nothing else. A short walk; the long ones are
// among the proofs.
describe.each([
  ["Slack", openSlackWorld],
  ["Google Drive", openDriveWorld],
] as const)("%s", (_name, open) => {
  test("after changes, faults and stops, one clean run shows everybody exactly what they may see", { timeout: 120_000 }, async () => {
    const proven = await proveRandomChanges(open, { seed: 4, changes: 60, people: 10, searchers: 10 });
    expect(Math.min(proven.found, proven.hidden)).toBeGreaterThan(10);
  });
});
