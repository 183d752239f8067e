import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createCorpus } from "./testing/corpus.ts";
import { countWrites, differences, doneTwice, dumpDataDir } from "./testing/dump.ts";
import { compileCacheIn, killRounds, runToEnd } from "./testing/kill-rounds.ts";
import { createRandom } from "./testing/random.ts";

const SEED = 20_260_301;
const KILLS = 30;
/** Before this kill the files stay as they are, after it some change between two lives. */
const FIRST_CHANGE = 10;

// Guards the promise that a crash anywhere loses nothing, doubles nothing and leaves nothing half done.
test("kill -9 at 30 moments of ingest: what is stored in the end equals an undisturbed run", { timeout: 240_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "smartypants-kill-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const corpus = createCorpus({ folder: join(folder, "files"), seed: SEED, files: 300, longest: 300, risky: 0.02 });
  const at = (name: string) => ({ dataDir: join(folder, name), folder: corpus.folder, compileCache: compileCacheIn(folder) });
  const { openMs, workMs } = await runToEnd(at("first"));
  let isCounting = false;
  const between = (round: number): void => {
    isCounting ||= countWrites(at("killed").dataDir);
    if (round >= FIRST_CHANGE) corpus.mutate(15);
  };
  const moments = await killRounds({ ...at("killed"), random: createRandom(SEED), kills: KILLS, openMs, workMs, between });
  const finished = await runToEnd(at("killed"));
  const undisturbed = await runToEnd(at("undisturbed"));
  const wanted = dumpDataDir(at("undisturbed").dataDir);
  expect(differences(dumpDataDir(at("killed").dataDir), wanted)).toEqual([]);
  expect(wanted.leftovers).toEqual([]);
  expect(doneTwice(at("killed").dataDir), "stored or embedded although it was there").toEqual({ texts: 0, vectors: 0 });
  expect(finished).toMatchObject({ state: "partial", problems: [] });
  expect(undisturbed).toMatchObject({ state: "partial", problems: [] });
  // Otherwise the test has tested little.
  expect(wanted.documents.length).toBeGreaterThan(200);
  expect(new Set(moments).size, "the kills were spread over the life of a process").toBeGreaterThanOrEqual(3);
});
