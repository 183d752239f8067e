import { cpus, loadavg } from "node:os";
import { afterAll, expect, test } from "vitest";
import { type KilledIngest, killIngest } from "./testing/killed-ingest.ts";
import { tempFolder } from "./testing/temp-folder.ts";

const SEEDS = Array.from({ length: 20 }, (_, at) => at + 1);
const KILLS = 10;
const done: KilledIngest[] = [];
const from = performance.now();

// For docs/verification.md.
afterAll(() => {
  const moments = done.flatMap((each) => each.moments);
  const spread = Object.entries(Object.groupBy(moments, (moment) => moment)).map(([moment, all]) => `${all.length} ${moment}`);
  const figures = [
    `${moments.length} kills in ${done.length} seeds: ${spread.join(", ")}`,
    `${done.reduce((sum, each) => sum + each.documents, 0)} documents, ${done.reduce((sum, each) => sum + each.passages, 0)} passages compared`,
    `${Math.round((performance.now() - from) / 1000)} s on ${cpus().length} x ${cpus()[0]?.model ?? "unknown"}, load ${loadavg()[0]?.toFixed(1)}`,
  ];
  process.stdout.write(`${figures.join("\n")}\n`);
});

// Half of the seeds leave the files as they are, so that a crash is the only difference; half change them between two lives.
test.each(SEEDS)("ten kills of seed %i leave what an undisturbed run leaves", async (seed) => {
  const killed = await killIngest({ folder: tempFolder(), seed, kills: KILLS, firstChange: seed % 2 === 0 ? 0 : KILLS, files: 300 });
  expect(killed.moments).toHaveLength(KILLS);
  done.push(killed);
});
