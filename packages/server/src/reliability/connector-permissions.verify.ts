import { cpus, loadavg } from "node:os";
import { afterAll, describe, expect, test } from "vitest";
import { openDriveWorld } from "../testing/drive-world.ts";
import { type Proven, proveRandomChanges } from "../testing/random-changes.ts";
import { openSlackWorld } from "../testing/slack-world.ts";

const SEEDS = Array.from({ length: 20 }, (_, at) => at + 101);
const from = performance.now();
const done: (Proven & { readonly name: string })[] = [];

// For docs/verification.md.
afterAll(() => {
  const lines = [...Map.groupBy(done, ({ name }) => name)].map(([name, all]) => {
    const sum = (of: keyof Proven) => all.reduce((total, each) => total + each[of], 0);
    return `${name}: ${all.length} seeds, ${sum("syncs")} syncs, ${sum("broken")} of them broken; ${sum("found")} found and ${sum("hidden")} hidden, ${sum("searches")} searches`;
  });
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? "unknown"}, load ${loadavg()[0]?.toFixed(1)}`;
  process.stdout.write(`${lines.join("\n")}\n${Math.round((performance.now() - from) / 1000)} s on ${machine}\n`);
});

describe.each([
  ["Slack", openSlackWorld],
  ["Google Drive", openDriveWorld],
] as const)("%s", (name, open) => {
  test.each(SEEDS)("300 changes, faults and stops of seed %i, then one clean run", async (seed) => {
    const proven = await proveRandomChanges(open, { seed, changes: 300, people: 60, searchers: 60 });
    expect(Math.min(proven.found, proven.hidden)).toBeGreaterThan(100);
    done.push({ name, ...proven });
  });
});
