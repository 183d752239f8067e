import { describe, expect, test } from "vitest";
import { openDriveWorld } from "../testing/drive-world.ts";
import { proveRandomChanges } from "../testing/random-changes.ts";
import { openSlackWorld } from "../testing/slack-world.ts";

// Of 60 people each finds what the source lets them see, and nothing else, whatever happened there and on the way.
describe.each([
  ["Slack", openSlackWorld],
  ["Google Drive", openDriveWorld],
] as const)("%s", (_name, open) => {
  test.each([1, 2, 3])("300 changes, faults and stops of seed %i, then one clean run", { timeout: 300_000 }, async (seed) => {
    const proven = await proveRandomChanges(open, { seed, changes: 300, people: 60, searchers: 60 });
    expect(proven.broken, "runs that ended early").toBeGreaterThan(0);
    expect(Math.min(proven.found, proven.hidden)).toBeGreaterThan(200);
  });
});
