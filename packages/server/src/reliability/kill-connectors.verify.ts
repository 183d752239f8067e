import { cpus, loadavg } from "node:os";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { openDriveWorld } from "../testing/drive-world.ts";
import { openSlackWorld } from "../testing/slack-world.ts";
import { killConnector } from "./testing/killed-connector.ts";
import { tempFolder } from "./testing/temp-folder.ts";

const KILLS = 30;
const from = performance.now();
const lines: string[] = [];

// For docs/verification.md.
afterAll(() => {
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? "unknown"}, load ${loadavg()[0]?.toFixed(1)}`;
  process.stdout.write(`${lines.join("\n")}\n${Math.round((performance.now() - from) / 1000)} s on ${machine}\n`);
});

describe.each([
  ["Slack", openSlackWorld],
  ["Google Drive", openDriveWorld],
] as const)("%s", (name, open) => {
  test(`kill -9 at ${KILLS} moments of syncs: what is stored in the end equals an undisturbed run`, async () => {
    const world = await open({ seed: 2, people: 30 });
    onTestFinished(() => world.close());
    const { moments, documents, passages } = await killConnector({ folder: tempFolder(), world, seed: 11, kills: KILLS, before: 400 });
    expect(moments).toHaveLength(KILLS);
    const spread = Object.entries(Object.groupBy(moments, (moment) => moment)).map(([moment, all]) => `${all.length} ${moment}`);
    lines.push(`${name}: ${moments.length} kills (${spread.join(", ")}); ${documents} documents and ${passages} passages compared`);
  });
});
