import { type Connector, isSmartyError, type SourceDocument, type SyncOp } from "@smartypants/sdk";
import { drainSource } from "../documents/drain-index.ts";
import type { Transaction } from "../ports/database/database.ts";
import type { Source } from "../ports/database/sources.ts";
import { createBatchCollector, type TakeUntil } from "./batch-collector.ts";
import { createBlobScratch } from "./blob-scratch.ts";
import { cleanOp } from "./clean-op.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { connectorContext } from "./connector-context.ts";
import { pipelineVersion } from "./pipeline-version.ts";
import { requireRoom } from "./require-room.ts";
import type { SyncPorts } from "./run-sync.ts";
import { skipReasonOf } from "./failure.ts";
import { presentSource } from "./store-batches.ts";
import { isDocumentsOwn } from "./prepare-items.ts";
import { saveContainers } from "./save-containers.ts";
import { type BatchContext, NO_COUNTS, storeBatch, type SyncBatch } from "./sync-batch.ts";

export interface ItemsRequest {
  readonly sourceId: string;
  readonly externalIds: readonly string[];
  readonly trigger: "items" | "retry";
}

/** Fetches single items again: after a hint that they changed, or because they failed. Connectors without `fetchOne` wait for the next full pass. */
export async function syncItems(ports: SyncPorts, request: ItemsRequest, jobId: string, signal: AbortSignal): Promise<void> {
  const { database, clock, ids } = ports;
  const source = await database.sources.get(request.sourceId);
  if (source === null || source.state !== "active") return;
  const connector = ports.connectors.get(source.connector);
  if (connector?.fetchOne === undefined) return;
  const runId = ids.next();
  await database.syncRuns.create({ id: runId, sourceId: source.id, trigger: request.trigger, requestedBy: null, now: clock.now() });
  await database.syncRuns.start(runId, jobId, clock.now());
  try {
    const failed = await fetchAndStore(ports, source, connector, runId, request.externalIds, signal);
    await drainSource(ports, source.id, signal);
    await database.syncRuns.finish(runId, failed > 0 ? "partial" : "succeeded", clock.now(), null);
  } catch (error) {
    const message = isSmartyError(error) ? error.message : "An unexpected fault of the connector. The server's log has the details.";
    await database.syncRuns.finish(runId, "failed", clock.now(), { code: isSmartyError(error) ? error.code : "internal", message });
    throw error;
  }
}

async function fetchAndStore(
  ports: SyncPorts,
  source: Source,
  connector: Connector,
  runId: string,
  externalIds: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const scratch = createBlobScratch();
  const version = pipelineVersion(ports.extractor.version);
  const context = connectorContext(ports, { source, connector, scratch, pipelineVersion: version, signal });
  const collector = createBatchCollector(ports, scratch, signal);
  let failed = 0;
  const commit = async (until: TakeUntil): Promise<void> => {
    for await (const batch of collector.take(until)) await store(batch);
  };
  const contextIn = async (tx: Transaction): Promise<BatchContext> => {
    const present = await presentSource(tx, source);
    // A listing that is to be gone on with has shown these items too.
    const seenBy = readCheckpoint(present, connector).listing ?? runId;
    return { source: present, runId: seenBy, pipelineVersion: version, nextId: () => ports.ids.next(), now: ports.clock.now() };
  };
  const store = async (batch: SyncBatch): Promise<void> => {
    await requireRoom(ports);
    failed += await ports.database.transaction(async (tx) => {
      const { counts } = await storeBatch(tx, await contextIn(tx), batch);
      await tx.syncRuns.addCounts(runId, { ...NO_COUNTS, ...counts });
      return counts.failed;
    });
  };
  // What lies inside of an item is fetched with it.
  const parents = await ports.database.syncItems.parents(source.id, externalIds);
  try {
    for (const id of new Set(externalIds.map((each) => parents.get(each) ?? each))) {
      signal.throwIfAborted();
      const op = cleanOp(await fetchOne(connector, context, id));
      const container = op.op === "upsert" ? op.document.container : undefined;
      if (container !== undefined) await ports.database.transaction(async (tx) => saveContainers(tx, await contextIn(tx), [container]));
      if (collector.add(op)) await commit("room");
    }
    await commit("prepared");
  } finally {
    await collector.stop();
  }
  return failed;
}

async function fetchOne(connector: Connector, context: Parameters<Connector["sync"]>[0], id: string): Promise<SyncOp> {
  try {
    const document: SourceDocument | null = (await connector.fetchOne?.(context, { id })) ?? null;
    return document === null ? { op: "delete", id, reason: "deleted" } : { op: "upsert", document };
  } catch (error) {
    if (!isDocumentsOwn(error) || !isSmartyError(error)) throw error;
    // Too large or of a kind that is not read is no failure, as in a full pass.
    const skipped = skipReasonOf(error);
    if (skipped !== null) return { op: "skip", id, reason: skipped, detail: error.message };
    return { op: "error", error: { scope: "document", ref: id, code: "internal", message: error.message, retryable: true } };
  }
}
