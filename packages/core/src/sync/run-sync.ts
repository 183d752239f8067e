import { type Connector, isSmartyError, SmartyError, type SyncOp } from "@smartypants/sdk";
import { drainIndex, drainSource } from "../documents/drain-index.ts";
import type { Source, SyncCounts, SyncRun, SyncRunState } from "../ports/database/sources.ts";
import type { IngestPorts } from "../ports/ports.ts";
import { createBlobScratch } from "./blob-scratch.ts";
import { createBatchCollector } from "./batch-collector.ts";
import { type Checkpoint, readCheckpoint } from "./checkpoint.ts";
import { connectorContext } from "./connector-context.ts";
import { pipelineVersion } from "./pipeline-version.ts";
import { pruneUnseen } from "./prune-unseen.ts";
import { createBatchStore } from "./store-batches.ts";
import { NO_COUNTS } from "./sync-batch.ts";
import { createOpTaker } from "./take-ops.ts";

export type SyncPorts = Pick<
  IngestPorts,
  "database" | "lexical" | "semantic" | "extractor" | "clock" | "ids" | "hash" | "logger" | "vault" | "connectors" | "bus" | "disk"
>;

export interface SyncRequest {
  readonly syncRunId: string;
  readonly jobId: string;
  /** The operator has said that what is missing may be removed. */
  readonly confirmRemoval: boolean;
}

const GIVE_UP_AFTER = 50;
const GIVE_UP_SHARE = 0.2;
const INSIST_TIMES = 5;
const INSIST_EVERY_MS = 1_000;

/**
 * One sync of a source, from its last checkpoint to applied indexes. Repeating it after a crash repeats at most one batch. Rejects when the
 * job should be tried again; ends the run otherwise.
 */
export async function runSync(ports: SyncPorts, request: SyncRequest, signal: AbortSignal): Promise<void> {
  const { database, clock } = ports;
  const run = await database.syncRuns.get(request.syncRunId);
  if (run === null || !["queued", "running"].includes(run.state)) return;
  const source = await database.sources.get(run.sourceId);
  if (source === null || source.state === "deleting") return finish(ports, run, "cancelled", null);
  await database.syncRuns.start(run.id, request.jobId, clock.now());
  try {
    const totals = await syncSource(ports, source, run, request, signal);
    await drainSource(ports, source.id, signal);
    await finish(ports, run, totals.failed > 0 || totals.heldBack !== null ? "partial" : "succeeded", totals.heldBack);
  } catch (error) {
    // Where not even a job can be written, the next start finds what waits.
    await insist(() => leaveIndexToQueue(ports)).catch((fault: unknown) =>
      ports.logger.warn({ err: fault, syncRunId: run.id }, "the index is left behind"),
    );
    await settleFailure(ports, source, run, error, signal);
  }
}

/** What was stored stays: somebody else has to bring it into the indexes. */
async function leaveIndexToQueue({ database, bus }: SyncPorts): Promise<void> {
  if ((await database.indexChanges.count()) === 0) return;
  await database.transaction((tx) => tx.jobs.add("drain-index", {}, { key: "drain-index" }));
  bus.publish("job-added", { task: "drain-index" });
}

/** On a full disk it takes a moment until the room is there that was set aside. When that does not help, nothing but a word is lost: the job has it too. */
async function insist(write: () => Promise<void>): Promise<void> {
  for (let tries = 1; tries <= INSIST_TIMES; tries++) {
    try {
      return await write();
    } catch (error) {
      if (!isSmartyError(error) || error.code !== "full") throw error;
      await new Promise((resolve) => setTimeout(resolve, INSIST_EVERY_MS));
    }
  }
}

async function finish(ports: SyncPorts, run: SyncRun, state: SyncRunState, error: SyncRun["error"]): Promise<void> {
  await ports.database.syncRuns.finish(run.id, state, ports.clock.now(), error);
  ports.bus.publish("sync-progress", { syncRunId: run.id });
}

/** Only faults of the connector or of ours come here; those of single documents are in the ledger. */
async function settleFailure(ports: SyncPorts, source: Source, run: SyncRun, error: unknown, signal: AbortSignal): Promise<void> {
  const present = await ports.database.syncRuns.get(run.id);
  if (present?.state === "cancelled") return;
  if (signal.aborted) throw error;
  const code = isSmartyError(error) ? error.code : "internal";
  const message = isSmartyError(error) ? error.message : "An unexpected fault of the connector. The server's log has the details.";
  if (code === "rate_limited" || code === "unavailable" || code === "full") {
    await insist(() => ports.database.syncRuns.wait(run.id, { code, message }));
    ports.bus.publish("sync-progress", { syncRunId: run.id });
    throw error;
  }
  if (code === "internal") ports.logger.error({ err: error, syncRunId: run.id, sourceId: source.id }, "sync failed");
  if (code === "auth" || code === "config") {
    await ports.database.sources.update(source.id, { state: "reconnect", stateReason: message }, ports.clock.now());
  }
  await finish(ports, run, "failed", { code, message });
}

interface Totals {
  readonly failed: number;
  readonly heldBack: SyncRun["error"];
}

async function syncSource(ports: SyncPorts, source: Source, run: SyncRun, request: SyncRequest, signal: AbortSignal): Promise<Totals> {
  const { database } = ports;
  const connector = connectorOf(ports, source);
  const scratch = createBlobScratch();
  const version = pipelineVersion(ports.extractor.version);
  const context = connectorContext(ports, { source, connector, scratch, pipelineVersion: version, signal });
  const drain = startDrain(ports, signal);
  const { value: checkpoint, listing, counted } = readCheckpoint(source, connector);
  const store = createBatchStore(ports, {
    source,
    runId: run.id,
    listing: listing ?? run.id,
    pipelineVersion: version,
    checkpoint,
    checkpointVersion: connector.checkpointVersion ?? 1,
    counted: await countAgain(database, run, counted),
    signal,
    onStored: ({ shown }) => {
      giveUpIfHopeless(shown);
      ports.bus.publish("sync-progress", { syncRunId: run.id });
      drain.kick();
    },
  });
  const take = createOpTaker(ports, { sourceId: source.id, runId: run.id, collector: createBatchCollector(ports, scratch, signal), store });
  let done: Extract<SyncOp, { op: "done" }> | undefined;
  try {
    for await (const op of connector.sync(context, checkpoint)) {
      signal.throwIfAborted();
      if (op.op === "done") done = op;
      else await take.op(op);
    }
    await take.rest();
    await store.finished();
  } catch (error) {
    await store.settled();
    await drain.settled();
    throw error;
  }
  const totals = await store.finished();
  await drain.finished();
  const prune = {
    source,
    run,
    listing: listing ?? run.id,
    confirmRemoval: request.confirmRemoval,
    incomplete: done?.incompleteContainers ?? [],
  };
  const heldBack = done?.listed === "everything" ? await pruneUnseen(ports, prune, signal) : null;
  if (done !== undefined) await store.endListing();
  if (source.access.mode === "source") await database.sources.update(source.id, { aclSyncedAt: ports.clock.now() }, ports.clock.now());
  return { failed: totals.failed, heldBack };
}

/** What an interrupted try of this run had counted up to its last checkpoint; what came after it is shown again and would count twice. */
async function countAgain({ syncRuns }: SyncPorts["database"], run: SyncRun, counted: Checkpoint["counted"]): Promise<SyncCounts> {
  const counts = counted?.runId === run.id ? counted.counts : NO_COUNTS;
  await syncRuns.resetCounts(run.id);
  await syncRuns.addCounts(run.id, counts);
  return counts;
}

function connectorOf(ports: SyncPorts, source: Source): Connector {
  const connector = ports.connectors.get(source.connector);
  if (connector !== undefined) return connector;
  throw new SmartyError("config", `The connector "${source.connector}" is not installed. Install it and restart, or delete the source.`);
}

function giveUpIfHopeless({ seen, failed }: Pick<SyncCounts, "seen" | "failed">): void {
  if (seen < GIVE_UP_AFTER || failed <= seen * GIVE_UP_SHARE) return;
  throw new SmartyError(
    "corrupt",
    `Given up: ${failed} of the first ${seen} items failed. Look at the failed items for the reason, then sync again.`,
  );
}

/** Applies index changes beside the listing; `finished` waits for the last of them and passes a fault on. */
function startDrain(ports: SyncPorts, signal: AbortSignal): { kick(): void; finished(): Promise<void>; settled(): Promise<void> } {
  let running: Promise<unknown> | undefined;
  let again = false;
  let fault: Error | undefined;
  const loop = async (): Promise<void> => {
    do {
      again = false;
      await drainIndex(ports, signal);
    } while (again);
  };
  return {
    // Never rejects: until it is over it holds what it has claimed.
    settled: async () => void (await running),
    kick: () => {
      again = true;
      running ??= loop()
        .catch((error: unknown) => {
          fault = error instanceof Error ? error : new Error(String(error));
        })
        .finally(() => {
          running = undefined;
        });
    },
    finished: async () => {
      await running;
      if (fault !== undefined) throw fault;
    },
  };
}
