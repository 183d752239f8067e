import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { until } from "../testing/open-test-server.ts";
import { startCliServer } from "./testing/cli-server.ts";
import { createCorpus } from "./testing/corpus.ts";
import { countWrites, doneTwice, queryDataDir } from "./testing/dump.ts";
import { compileCacheIn } from "./testing/kill-rounds.ts";
import { tempFolder } from "./testing/temp-folder.ts";

const FILES = 40_000;
const BUSY_MS = 5_000;
const LONGEST_STOP_MS = 30_000;

interface Run {
  readonly state: string;
  readonly counts: { readonly seen: number; readonly indexed: number; readonly unchanged: number };
}

// Orchestrators kill what has not ended after half a minute.
test("a sync of minutes does not keep a server from stopping in 30 seconds, and goes on after the next start", async () => {
  const folder = tempFolder();
  const dataDir = join(folder, "data");
  const corpus = createCorpus({ folder: join(folder, "files"), seed: 9, files: FILES, longest: 20, risky: 0 });
  const start = () => {
    const server = startCliServer({ dataDir, compileCache: compileCacheIn(folder) });
    onTestFinished(async () => void (await server.kill("SIGKILL")));
    return server;
  };
  const server = start();
  const json = { connector: "folder", name: "files", settings: { path: corpus.folder }, access: { mode: "everyone" } };
  const { body } = await server.call<{ readonly id: string }>("POST", "/api/v1/sources", json);
  const asked = await server.call<{ readonly syncRunId: string }>("POST", `/api/v1/sources/${body.id}/sync`, {});
  await pause(BUSY_MS);
  const from = performance.now();
  expect(await server.kill("SIGTERM")).toEqual({ code: 0, signal: null });
  const stopMs = performance.now() - from;
  process.stdout.write(`stopped in ${(stopMs / 1000).toFixed(1)} s\n`);
  expect(stopMs).toBeLessThan(LONGEST_STOP_MS);
  const stored = Number(queryDataDir(dataDir, "select count(*) as documents from document")[0]?.["documents"]);
  expect(stored, "it was stopped in the middle").toBeLessThan(FILES - 100);
  countWrites(dataDir);
  const next = start();
  const run = await until(
    async () => {
      const answer = await next.call<Run>("GET", `/api/v1/sync-runs/${asked.body.syncRunId}`);
      return ["queued", "running"].includes(answer.body.state) ? undefined : answer.body;
    },
    900_000,
    200,
  );
  expect(run).toMatchObject({ state: "partial", counts: { seen: FILES, unchanged: stored } });
  expect(await next.kill("SIGTERM")).toMatchObject({ code: 0 });
  expect(doneTwice(dataDir)).toEqual({ texts: 0, vectors: 0 });
  expect(queryDataDir(dataDir, "select document_id from index_change")).toEqual([]);
});
