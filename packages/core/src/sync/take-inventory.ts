import type { Connector, InventoryOp } from "@smartypants/sdk";
import { z } from "zod";
import { drainSource } from "../documents/drain-index.ts";
import { queueSync } from "../sources/request-sync.ts";
import type { Source, SyncRun } from "../ports/database/sources.ts";
import { createBlobScratch } from "./blob-scratch.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { cleanText } from "./clean-op.ts";
import { connectorContext } from "./connector-context.ts";
import { comparePage, type InventoryItem } from "./compare-inventory.ts";
import { endRun, failRun } from "./end-run.ts";
import { pipelineVersion } from "./pipeline-version.ts";
import { pruneUnseen } from "./prune-unseen.ts";
import type { SyncPorts, SyncRequest } from "./run-sync.ts";
import type { ItemsRequest } from "./sync-items.ts";

const PAGE = 500;
const FETCH_AT_ONCE = 100;

/** Where an interrupted inventory goes on: its marks still stand while nothing else has marked items since. */
const Saved = z.object({ runId: z.string(), value: z.unknown(), at: z.number() });

/**
 * Compares what is stored with a cheap list of everything in scope: repairs permissions and places, has changed items fetched again, and removes what a
 * complete list did not show. Rejects when the job should be tried again; ends the run otherwise.
 */
export async function takeInventory(ports: SyncPorts, request: SyncRequest, signal: AbortSignal): Promise<void> {
  const { database, clock } = ports;
  const run = await database.syncRuns.get(request.syncRunId);
  if (run === null || !["queued", "running"].includes(run.state)) return;
  const source = await database.sources.get(run.sourceId);
  const connector = source === null ? undefined : ports.connectors.get(source.connector);
  if (source?.state !== "active" || connector?.inventory === undefined) return endRun(ports, run, "cancelled", null);
  if (!(await isSettled(ports, source, connector))) return endRun(ports, run, "cancelled", null);
  await database.syncRuns.start(run.id, request.jobId, clock.now());
  try {
    const heldBack = await compareAll(ports, { source, run, connector, confirmRemoval: request.confirmRemoval, signal });
    await drainSource(ports, source.id, signal);
    await endRun(ports, run, heldBack === null ? "succeeded" : "partial", heldBack);
  } catch (error) {
    await failRun(ports, source, run, error, signal);
  }
}

/** Not before the first pass, nor in the middle of one: its marks are what it goes by when it is gone on with, and it sees by itself what is missing. */
async function isSettled({ database }: SyncPorts, source: Source, connector: Connector): Promise<boolean> {
  const latest = await database.syncRuns.latest(source.id);
  const hasPassed = latest?.state === "succeeded" || latest?.state === "partial";
  return hasPassed && readCheckpoint(source, connector).listing === null;
}

interface Work {
  readonly source: Source;
  readonly run: SyncRun;
  readonly connector: Connector;
  readonly confirmRemoval: boolean;
  readonly signal: AbortSignal;
}

async function compareAll(ports: SyncPorts, work: Work): Promise<SyncRun["error"]> {
  const { source, run, connector, signal } = work;
  const { database, clock } = ports;
  const begunAt = clock.now();
  const context = connectorContext(ports, {
    source,
    connector,
    scratch: createBlobScratch(),
    pipelineVersion: pipelineVersion(ports.extractor.version),
    signal,
  });
  const store = createPages(ports, work);
  let end: Extract<InventoryOp, { op: "end" }> | undefined;
  const from = await resumeFrom(ports, work);
  if (from === null) await database.syncRuns.resetCounts(run.id);
  for await (const op of connector.inventory?.(context, from) ?? []) {
    signal.throwIfAborted();
    if (op.op === "end") end = op;
    else if (op.op === "item") await store.add(op);
    else {
      await store.flush();
      await database.sources.update(source.id, { inventory: { runId: run.id, value: op.value, at: clock.now() } }, clock.now());
    }
  }
  await store.flush();
  if (end?.complete !== true) return { code: "unavailable", message: "The source could not list everything, so nothing was removed." };
  const heldBack = await pruneUnseen(
    ports,
    {
      source,
      run,
      listing: run.id,
      confirmRemoval: work.confirmRemoval,
      incomplete: end.incompleteContainers ?? [],
      showsContainers: false,
    },
    signal,
  );
  const present = await database.sources.get(source.id);
  const isFresher = source.access.mode === "source" && (present?.aclSyncedAt ?? 0) < begunAt;
  await database.sources.update(
    source.id,
    { inventory: null, inventoriedAt: clock.now(), ...(isFresher && { aclSyncedAt: begunAt }) },
    clock.now(),
  );
  return heldBack;
}

/** Null: from the beginning. */
async function resumeFrom({ database }: SyncPorts, { source, run, connector }: Work): Promise<unknown> {
  const saved = Saved.safeParse(source.inventory);
  if (!saved.success || saved.data.runId !== run.id || connector.checkpoint === undefined) return null;
  // Whatever else has run meanwhile has put its own mark on what it saw.
  const recent = await database.syncRuns.ofSource(source.id, null, 50);
  const isAlone = recent.every((each) => each.id === run.id || Math.max(each.startedAt ?? 0, each.finishedAt ?? 0) < saved.data.at);
  const value = connector.checkpoint.safeParse(saved.data.value);
  return isAlone && value.success ? value.data : null;
}

interface Pages {
  add(item: InventoryItem): Promise<void>;
  flush(): Promise<void>;
}

/** Compares in short transactions, and has fetched what differs. */
function createPages(ports: SyncPorts, { source, run, connector }: Work): Pages {
  let page: InventoryItem[] = [];
  let isSyncAsked = false;
  const flush = async (): Promise<void> => {
    if (page.length === 0) return;
    const items = page;
    page = [];
    const { changed, hasNewContainers } = await ports.database.transaction((tx) => comparePage(ports, tx, { source, run, items }));
    ports.bus.publish("sync-progress", { syncRunId: run.id });
    if (connector.fetchOne !== undefined) await queueItems(ports, source, changed);
    const mustSync = hasNewContainers || (connector.fetchOne === undefined && changed.length > 0);
    if (!mustSync || isSyncAsked) return;
    isSyncAsked = true;
    // What the source's own changes have not told: only a listing from the beginning shows it.
    await ports.database.sources.update(source.id, { checkpoint: null }, ports.clock.now());
    await queueSync(ports, source, "schedule", { requestedBy: null });
  };
  return {
    add: async (item) => {
      page.push({ ...item, id: cleanText(item.id) });
      if (page.length >= PAGE) await flush();
    },
    flush,
  };
}

async function queueItems({ database, bus }: SyncPorts, source: Source, externalIds: readonly string[]): Promise<void> {
  for (let from = 0; from < externalIds.length; from += FETCH_AT_ONCE) {
    const payload: ItemsRequest = { sourceId: source.id, externalIds: externalIds.slice(from, from + FETCH_AT_ONCE), trigger: "items" };
    await database.transaction((tx) => tx.jobs.add("sync-items", payload, { queue: `source:${source.id}`, priority: 5, maxAttempts: 3 }));
  }
  if (externalIds.length > 0) bus.publish("job-added", { task: "sync-items" });
}
