import { join } from "node:path";
import { expect } from "vitest";
import { createCorpus } from "./corpus.ts";
import { countWrites, differences, doneTwice, dumpDataDir } from "./dump.ts";
import type { Moment } from "./ingest-child.ts";
import { compileCacheIn, killRounds, runToEnd } from "./kill-rounds.ts";
import { createRandom } from "./random.ts";

export interface KilledIngestOptions {
  /** Holds everything; may be shared by several runs, whose compiled code it keeps. */
  readonly folder: string;
  readonly seed: number;
  readonly kills: number;
  /** Before this kill the files stay as they are, from it on some change between two lives. */
  readonly firstChange: number;
  readonly files: number;
}

export interface KilledIngest {
  readonly moments: readonly Moment[];
  readonly documents: number;
  readonly passages: number;
}

const CHANGES = 15;

/** Kills ingest again and again, lets it finish, and compares everything that is stored with what an undisturbed run stores. Fails where they differ. */
export async function killIngest({ folder, seed, kills, firstChange, files }: KilledIngestOptions): Promise<KilledIngest> {
  const corpus = createCorpus({ folder: join(folder, `files-${seed}`), seed, files, longest: 300, risky: 0.02 });
  const at = (name: string) => ({ dataDir: join(folder, `${name}-${seed}`), folder: corpus.folder, compileCache: compileCacheIn(folder) });
  const { openMs, workMs } = await runToEnd(at("first"));
  let isCounting = false;
  const between = (round: number): void => {
    isCounting ||= countWrites(at("killed").dataDir);
    if (round >= firstChange) corpus.mutate(CHANGES);
  };
  const moments = await killRounds({ ...at("killed"), random: createRandom(seed), kills, openMs, workMs, between });
  const finished = await runToEnd(at("killed"));
  const undisturbed = await runToEnd(at("undisturbed"));
  const wanted = dumpDataDir(at("undisturbed").dataDir);
  expect(differences(dumpDataDir(at("killed").dataDir), wanted)).toEqual([]);
  expect(wanted.leftovers).toEqual([]);
  expect(doneTwice(at("killed").dataDir), "stored or embedded although it was there").toEqual({ texts: 0, vectors: 0 });
  expect(finished).toMatchObject({ state: "partial", problems: [] });
  expect(undisturbed).toMatchObject({ state: "partial", problems: [] });
  // Otherwise little has been compared.
  expect(isCounting).toBe(true);
  expect(wanted.documents.length).toBeGreaterThan(files / 2);
  return { moments, documents: wanted.documents.length, passages: wanted.chunks.length };
}
