import type { Source, SyncCounts } from "../ports/database/sources.ts";
import type { SyncPorts } from "./run-sync.ts";
import { type BatchContext, NO_COUNTS, storeBatch, type SyncBatch } from "./sync-batch.ts";

export interface StoreOptions {
  readonly source: Source;
  readonly runId: string;
  readonly pipelineVersion: string;
  readonly checkpointVersion: number;
  /** What an earlier try of this run has counted. */
  readonly counted: SyncCounts;
  readonly signal: AbortSignal;
  /** Called after each commit with the counts so far; what it throws ends the storing. */
  readonly onStored: (totals: SyncCounts) => void;
}

export interface BatchStore {
  /** Resolves when the batch before this one is committed, so that this one is stored while the next is read. Throws that one's fault. */
  put(batch: SyncBatch | null, checkpoint?: { readonly value: unknown }): Promise<void>;
  /** Waits for the last one and throws its fault. */
  finished(): Promise<SyncCounts>;
  /** Waits for it without a word: for those who leave with a fault of their own. */
  settled(): Promise<void>;
}

/** Stores batches in their order, each in one transaction with the checkpoint behind it, so that a checkpoint is never ahead of the work. */
export function createBatchStore(
  { database, ids, clock }: Pick<SyncPorts, "database" | "ids" | "clock">,
  options: StoreOptions,
): BatchStore {
  const { source, runId, pipelineVersion, checkpointVersion, signal } = options;
  let totals = options.counted;
  let storing: Promise<void> = Promise.resolve();
  const store = async (batch: SyncBatch | null, checkpoint: { readonly value: unknown } | undefined): Promise<void> => {
    const context: BatchContext = { source, runId, pipelineVersion, nextId: () => ids.next(), now: clock.now() };
    signal.throwIfAborted();
    const counts = await database.transaction(async (tx) => {
      const stored = batch === null ? NO_COUNTS : await storeBatch(tx, context, batch);
      await tx.syncRuns.addCounts(runId, stored);
      if (checkpoint !== undefined) await tx.sources.update(source.id, { checkpoint: checkpoint.value, checkpointVersion }, context.now);
      return stored;
    });
    totals = addCounts(totals, counts);
    options.onStored(totals);
  };
  return {
    put: async (batch, checkpoint) => {
      if (batch === null && checkpoint === undefined) return;
      await storing;
      storing = store(batch, checkpoint);
      // Whoever waits for it next hears of a fault; until then nobody does.
      storing.catch(() => {});
    },
    finished: async () => {
      await storing;
      return totals;
    },
    settled: () => storing.catch(() => {}),
  };
}

function addCounts(one: SyncCounts, other: SyncCounts): SyncCounts {
  return Object.fromEntries(
    Object.entries(one).map(([name, count]) => [name, count + other[name as keyof SyncCounts]]),
  ) as unknown as SyncCounts;
}
