import { type Connector, SmartyError, type SyncOp } from "@smartypants/sdk";
import { drainIndex, drainSource } from "../documents/drain-index.ts";
import type { Source, SyncCounts, SyncRun } from "../ports/database/sources.ts";
import type { IngestPorts } from "../ports/ports.ts";
import { createAclFreshness } from "./acl-freshness.ts";
import { createBlobScratch } from "./blob-scratch.ts";
import { createBatchCollector } from "./batch-collector.ts";
import { type Checkpoint, readCheckpoint } from "./checkpoint.ts";
import { connectorContext } from "./connector-context.ts";
import { endRun, failRun } from "./end-run.ts";
import { pipelineVersion } from "./pipeline-version.ts";
import { pruneUnseen } from "./prune-unseen.ts";
import { createBatchStore } from "./store-batches.ts";
import { NO_COUNTS } from "./sync-batch.ts";
import { refreshGroups } from "./sync-groups.ts";
import { createOpTaker } from "./take-ops.ts";
import { createTurn } from "./turn.ts";

export type SyncPorts = Pick<
  IngestPorts,
  | "database"
  | "lexical"
  | "semantic"
  | "extractor"
  | "clock"
  | "ids"
  | "hash"
  | "logger"
  | "vault"
  | "connectors"
  | "connectorHttp"
  | "bus"
  | "disk"
>;

export interface SyncRequest {
  readonly syncRunId: string;
  readonly jobId: string;
  /** The operator has said that what is missing may be removed. */
  readonly confirmRemoval: boolean;
}

const GIVE_UP_AFTER = 50;
const GIVE_UP_SHARE = 0.2;
/** Memberships are read every five minutes. */
const GROUPS_FRESH_MS = 300_000;

/**
 * One sync of a source, from its last checkpoint to applied indexes. Repeating it after a crash repeats at most one batch. Rejects when the
 * job should be tried again; ends the run otherwise.
 */
export async function runSync(ports: SyncPorts, request: SyncRequest, signal: AbortSignal): Promise<void> {
  const { database, clock } = ports;
  const run = await database.syncRuns.get(request.syncRunId);
  if (run === null || !["queued", "running"].includes(run.state)) return;
  const source = await database.sources.get(run.sourceId);
  if (source === null || source.state === "deleting") return endRun(ports, run, "cancelled", null);
  await database.syncRuns.start(run.id, request.jobId, clock.now());
  try {
    const totals = await syncSource(ports, source, run, request, signal);
    await drainSource(ports, source.id, signal);
    await endRun(ports, run, totals.failed > 0 || totals.heldBack !== null ? "partial" : "succeeded", totals.heldBack);
  } catch (error) {
    await failRun(ports, source, run, error, signal);
  }
}

type DoneOp = Extract<SyncOp, { op: "done" }>;

interface Totals {
  readonly failed: number;
  readonly heldBack: SyncRun["error"];
}

async function syncSource(ports: SyncPorts, source: Source, run: SyncRun, request: SyncRequest, signal: AbortSignal): Promise<Totals> {
  const { database } = ports;
  const connector = connectorOf(ports, source);
  await refreshGroups(ports, source, { connector, freshMs: GROUPS_FRESH_MS, signal });
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
  const collector = createBatchCollector(ports, scratch, signal);
  const take = createOpTaker(ports, { sourceId: source.id, runId: run.id, collector, store });
  const freshness = createAclFreshness(ports, { source, connector, isFirst: checkpoint === null });
  const turn = createTurn(ports, source.id);
  let done: DoneOp | undefined;
  try {
    for await (const op of connector.sync(context, checkpoint)) {
      signal.throwIfAborted();
      if (op.op === "done") done = op;
      else await take.op(op);
      freshness.saw(op);
      if (op.op !== "checkpoint") continue;
      await freshness.atCheckpoint(() => store.finished());
      await turn.endIfOver();
    }
    await take.rest();
    await store.finished();
  } catch (error) {
    await collector.stop();
    await store.settled();
    await drain.settled();
    throw error;
  }
  const totals = await store.finished();
  await drain.finished();
  const isWhole = done?.listed === "everything";
  const { confirmRemoval } = request;
  const prune = { source, run, listing: listing ?? run.id, confirmRemoval, incomplete: done?.incompleteContainers ?? [] };
  const heldBack = isWhole ? await pruneUnseen(ports, prune, signal) : null;
  if (done !== undefined) await store.endListing();
  // Whom a container was shared with while it was read.
  if (isWhole) await refreshGroups(ports, source, { connector, freshMs: 0, signal });
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
