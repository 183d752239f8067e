import { describe, expect, onTestFinished, test } from "vitest";
import { openDriveWorld } from "../testing/drive-world.ts";
import { openSlackWorld } from "../testing/slack-world.ts";
import { killConnector } from "./testing/killed-connector.ts";
import { tempFolder } from "./testing/temp-folder.ts";

// A crash anywhere in a sync loses nothing, doubles nothing and leaves nothing half done; all long runs are in `npm run verify`.
describe.each([
  ["Slack", openSlackWorld],
  ["Google Drive", openDriveWorld],
] as const)("%s", (_name, open) => {
  test("kill -9 at five moments of syncs: what is stored in the end equals an undisturbed run", { timeout: 600_000 }, async () => {
    const world = await open({ seed: 1, people: 20 });
    onTestFinished(() => world.close());
    const { moments } = await killConnector({ folder: tempFolder(), world, seed: 7, kills: 5, before: 250 });
    expect(moments).toHaveLength(5);
  });
});
