import { createServer } from "node:http";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { createHostileFolder } from "../testing/hostile-files/hostile-folder.ts";
import { writeNormalFiles } from "../testing/hostile-files/normal-files.ts";
import type { BenchContext } from "./bench-context.ts";
import { childrenOf, statusMb } from "./child-memory.ts";
import { atLeast, atMost, beside, type Figure, percentile } from "./figures.ts";
import { type ServerUnderBench, startServerProcess } from "./server-under-bench.ts";

/** Some ten seconds: what hostile files cost once is not what they cost those beside them. */
const NORMAL_FILES = 6_000;
const WARM_FILES = 300;
const IDLE_SEARCHES = 200;
const SEARCH_EVERY_MS = 100;
const LOOK_EVERY_MS = 20;
const READERS_MB = 512;

interface Pass {
  /** From the request to the moment when the last normal file was in the indexes. */
  readonly normalSeconds: number;
  readonly seconds: number;
  readonly idleMs: readonly number[];
  readonly searchMs: readonly number[];
  /** Most that all processes which read documents held together at one moment. */
  readonly readersMb: number;
  readonly notIndexed: number;
}

/** Ordinary files alone, and the same number of them among everything that was ever sent to do harm: what the others feel of it. */
export async function benchBesideHostile({ print }: Pick<BenchContext, "print">): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "smartypants-bench-"));
  try {
    print(`  ${NORMAL_FILES} normal files alone, then among hostile ones ...`);
    const alone = await measure(join(folder, "alone"), false);
    const among = await measure(join(folder, "beside"), true);
    const rate = (pass: Pass) => NORMAL_FILES / pass.normalSeconds;
    const p95 = percentile(among.searchMs, 0.95);
    return [
      beside("normal files alone", `${rate(alone).toFixed(0)}/s`),
      beside("normal files among hostile ones", `${rate(among).toFixed(0)}/s; all of the set was done after ${among.seconds.toFixed(1)} s`),
      atLeast("share of the undisturbed rate", 90, (100 * rate(among)) / rate(alone), "%"),
      beside("normal files that were not indexed", `${alone.notIndexed + among.notIndexed}`),
      beside(
        "search: idle, and while normal files alone are synced (p95)",
        `${percentile(among.idleMs, 0.95).toFixed(1)} ms, ${percentile(alone.searchMs, 0.95).toFixed(1)} ms`,
      ),
      atMost(
        "search during the hostile set, p95 as a multiple of idle",
        2,
        p95 / percentile(among.idleMs, 0.95),
        `x (${p95.toFixed(1)} ms)`,
      ),
      ...(process.platform === "linux" ? [atMost("all reading processes together, peak", READERS_MB, among.readersMb, "MB")] : []),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string, isHostile: boolean): Promise<Pass> {
  const warm = join(folder, "warm");
  const files = join(folder, "files");
  writeNormalFiles(warm, WARM_FILES);
  const trap = createServer((_, response) => response.end());
  await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
  const address = trap.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
  const hostile = isHostile ? await createHostileFolder({ path: files, url, large: true }) : undefined;
  writeNormalFiles(join(files, "normal"), NORMAL_FILES);
  const server = await startServerProcess(join(folder, "data"));
  try {
    // The thread, the embedder and the readers are there before the clock starts, in both passes.
    await syncToEnd(server, warm);
    const idleMs: number[] = [];
    for (let times = 0; times < IDLE_SEARCHES; times++) idleMs.push(await search(server));
    return await sync(server, join(folder, "data", "smartypants.db"), files, idleMs);
  } finally {
    await server.stop();
    hostile?.close();
    trap.close();
  }
}

async function sync(server: ServerUnderBench, databaseFile: string, files: string, idleMs: readonly number[]): Promise<Pass> {
  const database = new DatabaseSync(databaseFile, { readOnly: true });
  const count = database.prepare("select count(*) as count from document where external_id like 'normal/%' and indexed_version = version");
  const readers = watchReaders(server.pid);
  const searchMs: number[] = [];
  const over = new AbortController();
  const searching = (async () => {
    while (!over.signal.aborted) {
      searchMs.push(await search(server));
      await pause(SEARCH_EVERY_MS);
    }
  })();
  const startedAt = performance.now();
  let normalSeconds = Number.NaN;
  const looking = (async () => {
    while (!over.signal.aborted && Number.isNaN(normalSeconds)) {
      if (Number(count.get()?.["count"]) >= NORMAL_FILES) normalSeconds = (performance.now() - startedAt) / 1000;
      await pause(LOOK_EVERY_MS);
    }
  })();
  try {
    await syncToEnd(server, files);
  } finally {
    over.abort();
    await Promise.all([searching, looking]);
    readers.stop();
  }
  const notIndexed = NORMAL_FILES - Number(count.get()?.["count"]);
  database.close();
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    normalSeconds: Number.isNaN(normalSeconds) ? seconds : normalSeconds,
    seconds,
    idleMs,
    searchMs,
    readersMb: readers.peakMb(),
    notIndexed,
  };
}

async function search(server: ServerUnderBench): Promise<number> {
  const startedAt = performance.now();
  await server.call("POST", "/search", { query: "heron in the reeds" });
  return performance.now() - startedAt;
}

async function syncToEnd(server: ServerUnderBench, path: string): Promise<void> {
  const body = { connector: "folder", name: path, settings: { path }, access: { mode: "everyone" }, schedule: null };
  const { id } = await server.call<{ id: string }>("POST", "/sources", body);
  const { syncRunId } = await server.call<{ syncRunId: string }>("POST", `/sources/${id}/sync`, {});
  for (;;) {
    const { state } = await server.call<{ state: string }>("GET", `/sync-runs/${syncRunId}`);
    if (state === "succeeded" || state === "partial") return;
    if (state !== "queued" && state !== "running") throw new Error(`the sync ended as ${state}`);
    await pause(100);
  }
}

/** Of the processes that a server has started, what they hold together now, and the most of it. */
function watchReaders(serverPid: number): { peakMb(): number; stop(): void } {
  let peakMb = 0;
  const look = (): void => {
    const heldMb = childrenOf(serverPid).map((pid) => statusMb(pid, "VmRSS"));
    peakMb = Math.max(
      peakMb,
      heldMb.reduce((sum, each) => sum + each, 0),
    );
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return { peakMb: () => peakMb, stop: () => clearInterval(timer) };
}
