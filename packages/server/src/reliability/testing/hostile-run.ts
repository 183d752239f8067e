import { createServer } from "node:http";
import { join } from "node:path";
import { childrenOf, statusMb } from "../../bench/child-memory.ts";
import { percentile } from "../../bench/figures.ts";
import type { Expectation } from "../../testing/hostile-files/hostile-file.ts";
import { createHostileFolder } from "../../testing/hostile-files/hostile-folder.ts";
import { writeNormalFiles } from "../../testing/hostile-files/normal-files.ts";
import { until } from "../../testing/open-test-server.ts";
import type { CliServer } from "./cli-server.ts";

export interface LedgerItem {
  readonly externalId: string;
  readonly state: string;
  readonly reasonCode: string | null;
  readonly reason: string | null;
}

export interface FinishedRun {
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly seconds: number;
}

export interface HostileRun extends FinishedRun {
  readonly expected: ReadonlyMap<string, Expectation>;
  readonly items: ReadonlyMap<string, LedgerItem>;
  /** Most that the processes which read documents ever held together, in megabytes. */
  readonly readerPeakMb: number;
  /** Searches while it ran, in milliseconds; a search that fails is thrown. */
  readonly searchMs: readonly number[];
}

export interface HostileSetOptions {
  readonly folder: string;
  readonly normalFiles: number;
  readonly large?: boolean;
}

/** A folder of hostile and of normal files, with a server whose address they name. */
export interface HostileSet {
  readonly path: string;
  readonly expected: ReadonlyMap<string, Expectation>;
  /** Requests that came to the address which hostile files name. */
  readonly calls: readonly string[];
  /** What could not be made on this machine, in words. */
  readonly left: readonly string[];
  close(): void;
}

const SEARCH_EVERY_MS = 100;
const LOOK_EVERY_MS = 25;

/** Takes seconds in which nothing else happens in this process: done before a server is there that could miss us. */
export async function prepareHostile({ folder, normalFiles, large = false }: HostileSetOptions): Promise<HostileSet> {
  const calls: string[] = [];
  const trap = createServer((request, response) => {
    calls.push(request.url ?? "");
    response.end();
  });
  await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
  const address = trap.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
  const path = join(folder, "hostile");
  const made = await createHostileFolder({ path, url, large });
  const expected = new Map(made.expected);
  for (const name of writeNormalFiles(join(path, "normal"), normalFiles)) expected.set(`normal/${name}`, { state: "indexed" });
  const close = (): void => {
    made.close();
    trap.close();
  };
  return { path, expected, calls, left: made.left, close };
}

/** Syncs the set, and keeps searching meanwhile. */
export async function runHostile(server: CliServer, set: HostileSet, timeoutMs: number): Promise<HostileRun> {
  const readers = watchReaders(server.child.pid ?? 0);
  const searching = keepSearching(server);
  try {
    const run = await syncFolder(server, set.path, timeoutMs);
    const searchMs = await searching.stop();
    const items = new Map((await readLedger(server, run.sourceId)).map((item) => [item.externalId, item]));
    return { ...run, expected: set.expected, items, readerPeakMb: readers.peakMb(), searchMs };
  } finally {
    readers.stop();
    await searching.stop().catch(() => undefined); // told already, or less telling than what was thrown
  }
}

/** Adds a folder and syncs it to its end. */
export async function syncFolder(server: CliServer, path: string, timeoutMs: number): Promise<FinishedRun & { readonly sourceId: string }> {
  const json = { connector: "folder", name: path, settings: { path }, access: { mode: "everyone" }, schedule: null };
  const added = await server.call<{ readonly id: string }>("POST", "/api/v1/sources", json);
  if (added.status !== 201) throw new Error(added.text);
  const from = performance.now();
  const asked = await server.call<{ readonly syncRunId: string }>("POST", `/api/v1/sources/${added.body.id}/sync`, {});
  const run = await until(
    async () => {
      const { body } = await server.call<Omit<FinishedRun, "seconds">>("GET", `/api/v1/sync-runs/${asked.body.syncRunId}`);
      return ["queued", "running"].includes(body.state) ? undefined : body;
    },
    timeoutMs,
    100,
  );
  return { ...run, seconds: (performance.now() - from) / 1000, sourceId: added.body.id };
}

async function readLedger(server: CliServer, sourceId: string): Promise<readonly LedgerItem[]> {
  const items: LedgerItem[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const line: string = `/api/v1/sources/${sourceId}/items?limit=100${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`;
    const { body } = await server.call<{ readonly items: readonly LedgerItem[]; readonly nextCursor: string | null }>("GET", line);
    items.push(...body.items);
    cursor = body.nextCursor;
  }
  return items;
}

function keepSearching(server: CliServer): { stop(): Promise<readonly number[]> } {
  const searchMs: number[] = [];
  const over = new AbortController();
  const work = (async () => {
    while (!over.signal.aborted) {
      const from = performance.now();
      const { status, text } = await server.call("POST", "/api/v1/search", { query: "heron in the reeds" });
      if (status !== 200) throw new Error(`a search answered ${status}: ${text}`);
      searchMs.push(performance.now() - from);
      await new Promise((resolve) => setTimeout(resolve, SEARCH_EVERY_MS));
    }
    return searchMs;
  })();
  work.catch(() => undefined); // whoever stops it hears of it
  return {
    stop: () => {
      over.abort();
      return work;
    },
  };
}

/** Looks at the processes that a server has started, which live shorter than anybody could ask them. */
function watchReaders(serverPid: number): { peakMb(): number; stop(): void } {
  let peakMb = 0;
  const look = (): void => {
    const children = childrenOf(serverPid);
    const together = children.reduce((sum, pid) => sum + statusMb(pid, "VmRSS"), 0);
    // What one has held for a moment is known for sure, what two have held together is seen only when somebody looks.
    peakMb = Math.max(peakMb, together, ...children.map((pid) => statusMb(pid, "VmHWM")));
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return { peakMb: () => peakMb, stop: () => clearInterval(timer) };
}

/** Lines in which an item did not end as it must, with what it did instead. */
export function disagreements({ expected, items }: Pick<HostileRun, "expected" | "items">): readonly string[] {
  return [...expected].flatMap(([id, { state, code, reason }]) => {
    const item = items.get(id);
    if (item === undefined) return [`${id}: is not in the ledger`];
    const isTrue = item.state === state && (code === undefined || item.reasonCode === code) && (reason?.test(item.reason ?? "") ?? true);
    return isTrue
      ? []
      : [`${id}: ${item.state} ${item.reasonCode ?? ""} ${item.reason ?? ""}, not ${state} ${code ?? ""} ${reason?.source ?? ""}`];
  });
}

/** Figures for people; nothing depends on them. */
export function printFigures(run: HostileRun, alone: FinishedRun): void {
  const perSecond = (each: FinishedRun) => ((each.counts["indexed"] ?? 0) / each.seconds).toFixed(1);
  process.stdout.write(
    `${[
      `hostile files: ${run.expected.size} items in ${run.seconds.toFixed(1)} s, indexed ${perSecond(run)}/s (${perSecond(alone)}/s without them)`,
      `search meanwhile: p50 ${percentile(run.searchMs, 0.5).toFixed(0)} ms, p95 ${percentile(run.searchMs, 0.95).toFixed(0)} ms, ${run.searchMs.length} searches`,
      `reading processes: together at most ${run.readerPeakMb.toFixed(0)} MB`,
    ].join("\n")}\n`,
  );
}
