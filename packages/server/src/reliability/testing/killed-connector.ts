import { join } from "node:path";
import { expect } from "vitest";
import type { RemoteWorld } from "../../testing/remote-world.ts";
import { countWrites, differences, doneTwice, type Dump, dumpDataDir, queryDataDir } from "./dump.ts";
import type { Moment } from "./ingest-child.ts";
import { compileCacheIn, killRounds, runToEnd } from "./kill-rounds.ts";
import { createRandom } from "./random.ts";

export interface KilledConnectorOptions {
  /** Holds everything. */
  readonly folder: string;
  readonly world: RemoteWorld;
  readonly seed: number;
  readonly kills: number;
  /** Things that have happened at the source before the first sync. */
  readonly before: number;
}

export interface KilledConnector {
  readonly moments: readonly Moment[];
  readonly documents: number;
  readonly passages: number;
}

/** Between two lives; every third time everything is listed again. */
const CHANGES = 12;
/** Passages that are embedded together: what a crash may have done for nothing. */
const BATCH = 64;

/** Kills the syncs of a connected source again and again, lets the last one finish, and compares all that is stored with what an undisturbed run stores. */
export async function killConnector({ folder, world, seed, kills, before }: KilledConnectorOptions): Promise<KilledConnector> {
  const remote = { connector: world.connector.id, settings: world.settings, credential: world.credential };
  const at = (name: string) => ({ dataDir: join(folder, name), remote, compileCache: compileCacheIn(folder) });
  for (let count = 0; count < before; count++) world.change();
  const { openMs, workMs } = await runToEnd(at("first"));
  let isCounting = false;
  const between = (round: number): void => {
    isCounting ||= countWrites(at("killed").dataDir);
    if (round === 0) return;
    for (let count = 0; count < CHANGES; count++) world.change();
    if (round % 3 === 0) world.passNight();
  };
  const moments = await killRounds({ ...at("killed"), random: createRandom(seed), kills, openMs, workMs, between });
  // One to end what was begun, one that sees everything as it is now.
  await runToEnd(at("killed"));
  world.reopen();
  world.passNight();
  const finished = await runToEnd(at("killed"));
  const undisturbed = await runToEnd(at("undisturbed"));
  const wanted = dumpOf(at("undisturbed").dataDir);
  expect(differences(dumpOf(at("killed").dataDir), wanted)).toEqual([]);
  expect(wanted.leftovers).toEqual([]);
  expect(isCounting).toBe(true);
  expect(doneTwice(at("killed").dataDir).vectors, "embedded although it was there").toBeLessThanOrEqual(BATCH);
  expect(finished).toMatchObject({ state: "succeeded", problems: [] });
  expect(undisturbed).toMatchObject({ state: "succeeded", problems: [] });
  expect(world.complaints()).toEqual([]);
  // Otherwise little has been compared.
  expect(wanted.documents.length).toBeGreaterThan(30);
  return { moments, documents: wanted.documents.length, passages: wanted.chunks.length };
}

/** Groups carry the source's id, which each data directory has its own of. */
function dumpOf(dataDir: string): Dump {
  const [source] = queryDataDir(dataDir, "select id from source");
  return JSON.parse(JSON.stringify(dumpDataDir(dataDir)).replaceAll(String(source?.["id"]), "SOURCE")) as Dump;
}
