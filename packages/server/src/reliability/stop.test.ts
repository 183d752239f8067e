import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openTestServer, until } from "../testing/open-test-server.ts";
import { startCliServer } from "./testing/cli-server.ts";
import { createCorpus } from "./testing/corpus.ts";
import { countWrites, doneTwice, dumpDataDir, queryDataDir } from "./testing/dump.ts";
import { startIngest } from "./testing/ingest-child.ts";
import { compileCacheIn, runToEnd } from "./testing/kill-rounds.ts";
import { tempFolder } from "./testing/temp-folder.ts";

const FILES = 400;
/** Of every corpus. */
const BROKEN_FILES = 3;

// An upgrade in the middle of a long sync must cost no more than the batch that was being read.
test("a sync that is stopped goes on with the next start, as the same run, and stores nothing again", { timeout: 120_000 }, async () => {
  const folder = tempFolder();
  const compileCache = compileCacheIn(folder);
  const corpus = createCorpus({ folder: join(folder, "files"), seed: 5, files: FILES, longest: 300, risky: 0 });
  const dataDir = join(folder, "data");
  const life = startIngest({ dataDir, folder: corpus.folder, endWhenDone: false, graceMs: 50 }, compileCache);
  const exited = new Promise<number | null>((resolve) => life.child.once("exit", resolve));
  await new Promise<void>((resolve) => void life.listeners.push(({ kind }) => kind === "progress" && resolve()));
  life.child.kill("SIGTERM");
  expect(await exited).toBe(0);
  const [stopped] = queryDataDir(
    dataDir,
    "select (select count(*) from document) as documents, state, attempts, crashes from job where task = 'sync-source'",
  );
  expect(stopped).toMatchObject({ state: "waiting", attempts: 0, crashes: 0 });
  const stored = Number(stopped?.["documents"]);
  expect(stored, "some were stored, not all").toBeGreaterThan(0);
  expect(stored).toBeLessThan(FILES - 10);

  expect(countWrites(dataDir)).toBe(true);
  expect(await runToEnd({ dataDir, folder: corpus.folder, compileCache })).toMatchObject({ problems: [] });
  expect(doneTwice(dataDir)).toEqual({ texts: 0, vectors: 0 });
  const [written] = queryDataDir(dataDir, "select count(distinct substr(what, 1, 36)) as documents from test_write where kind = 'text'");
  const dump = dumpDataDir(dataDir);
  expect(dump.leftovers).toEqual([]);
  expect(Number(written?.["documents"]), "the rest and nothing else").toBe(dump.documents.length - stored);
  // The interrupted run to its end, and the one that a process asks for before it may end: that one finds everything but the broken files unchanged.
  const runs = queryDataDir(dataDir, "select state, seen, unchanged from sync_run order by id");
  expect(runs).toEqual([
    { state: "partial", seen: FILES, unchanged: stored },
    { state: "partial", seen: FILES, unchanged: FILES - BROKEN_FILES },
  ]);
});

test("SIGTERM ends a server that is busy with exit code 0, and what it was asked is kept", { timeout: 120_000 }, async () => {
  const folder = tempFolder();
  const corpus = createCorpus({ folder: join(folder, "files"), seed: 6, files: 100, longest: 50, risky: 0 });
  const start = () => {
    const server = startCliServer({ dataDir: join(folder, "data"), compileCache: compileCacheIn(folder) });
    onTestFinished(async () => void (await server.kill("SIGKILL")));
    return server;
  };
  const server = start();
  const json = { connector: "folder", name: "files", settings: { path: corpus.folder }, access: { mode: "everyone" } };
  const { body } = await server.call<{ readonly id: string }>("POST", "/api/v1/sources", json);
  const asked = await server.call<{ readonly syncRunId: string }>("POST", `/api/v1/sources/${body.id}/sync`, {});
  const from = performance.now();
  expect(await server.kill("SIGTERM")).toEqual({ code: 0, signal: null });
  expect(performance.now() - from).toBeLessThan(30_000);
  const next = start();
  const run = await until(async () => {
    const { body: present } = await next.call<{ readonly state: string }>("GET", `/api/v1/sync-runs/${asked.body.syncRunId}`);
    return ["queued", "running"].includes(present.state) ? undefined : present;
  }, 60_000);
  expect(run).toMatchObject({ state: "partial", counts: { seen: 100 } });
});

// The reader of risky formats may be killed by the system for want of memory: that is the document's misfortune, not the sync's.
test.skipIf(process.platform !== "linux")(
  "kill -9 of the reader process in the middle of a document fails that document alone",
  async () => {
    const server = await openTestServer();
    onTestFinished(() => server.close());
    const page = (size: number) => `<html><body><main>${"<p>A walrus swims on and on and on.</p>".repeat(size)}</main></body></html>`;
    const small = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`z-small-${at}.html`, page(3 + at)]));
    const { id } = await server.folderSource({ "a-huge.html": page(60_000), ...small });
    const before = new Set(childrenOf(process.pid));
    const syncing = server.sync(id);
    // Half a second of work: it is past its start and inside the large document.
    const reader = await until(async () => childrenOf(process.pid).find((pid) => !before.has(pid) && processorTicks(pid) >= 50));
    process.kill(reader, "SIGKILL");
    expect(await syncing).toMatchObject({ state: "partial", counts: { seen: 7, failed: 1, indexed: 6 } });
    const { body } = await server.call<{ readonly items: readonly object[] }>(server.admin, `GET /api/v1/sources/${id}/items?state=failed`);
    expect(body.items).toMatchObject([{ title: "a-huge.html", reason: expect.stringMatching(/\w+.*\./) }]);
  },
);

/** Hundredths of a second that a process has worked; 0 when it is gone. */
function processorTicks(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[11]);
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}

function childrenOf(parent: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[1]) === parent;
      } catch {
        // It has ended meanwhile.
        return false;
      }
    });
}
