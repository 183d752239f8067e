import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createCorpus } from "./testing/corpus.ts";
import { differences, dumpDataDir } from "./testing/dump.ts";
import { compileCacheIn, killRounds, runToEnd } from "./testing/kill-rounds.ts";
import { createRandom } from "./testing/random.ts";

const SEED = 20_260_301;

// Guards the promise that a crash anywhere loses nothing, doubles nothing and leaves nothing half done.
test("kill -9 at 30 moments of ingest: what is stored in the end equals an undisturbed run", { timeout: 240_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "smartypants-kill-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const compileCache = compileCacheIn(folder);
  const corpus = createCorpus({ folder: join(folder, "files"), seed: SEED, files: 300, longest: 100, risky: 0.02 });
  const at = (name: string) => ({ dataDir: join(folder, name), folder: corpus.folder, compileCache });
  const { openMs, workMs } = await runToEnd(at("first"));
  const random = createRandom(SEED);
  const between = (round: number): void => {
    if (round >= 10) corpus.mutate(20);
  };
  const t0 = performance.now();
  const moments = await killRounds({ ...at("killed"), random, kills: 30, openMs, workMs, between });
  console.log("rounds", performance.now() - t0, openMs, workMs, moments.join(" "));
  const finished = await runToEnd(at("killed"));
  const undisturbed = await runToEnd(at("undisturbed"));
  expect(finished).toMatchObject({ state: undisturbed.state, problems: [] });
  expect(undisturbed.problems).toEqual([]);
  const wanted = dumpDataDir(at("undisturbed").dataDir);
  expect(wanted.documents.length).toBeGreaterThan(200);
  expect(differences(dumpDataDir(at("killed").dataDir), wanted)).toEqual([]);
  expect(wanted.leftovers).toEqual([]);
});
