import { SmartyError } from "@smartypants/sdk";
import type { Transaction } from "../ports/database/database.ts";
import type { Source, SyncCounts } from "../ports/database/sources.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { requireRoom } from "./require-room.ts";
import type { SyncPorts } from "./run-sync.ts";
import { type BatchContext, NO_COUNTS, storeBatch, type StoredBatch, type SyncBatch } from "./sync-batch.ts";

export interface StoreOptions {
  readonly source: Source;
  readonly runId: string;
  /** Marks what is shown; see `Checkpoint`. */
  readonly listing: string;
  readonly pipelineVersion: string;
  /** Where the run begins. */
  readonly checkpoint: unknown;
  readonly checkpointVersion: number;
  /** What an earlier try of this run has counted. */
  readonly counted: SyncCounts;
  readonly signal: AbortSignal;
  /** Called after each commit with the counts so far, those of the shown since this store was made; what it throws ends the storing. */
  readonly onStored: (totals: StoredBatch) => void;
}

export interface BatchStore {
  /** Resolves when the batch before this one is committed, so that this one is stored while the next is read. Throws that one's fault. */
  put(batch: SyncBatch | null, checkpoint?: { readonly value: unknown }): Promise<void>;
  /** Waits for the last one and throws its fault. */
  finished(): Promise<SyncCounts>;
  /** The listing is at its end: the next run begins one of its own. */
  endListing(): Promise<void>;
  /** Waits for it without a word: for those who leave with a fault of their own. */
  settled(): Promise<void>;
}

const NOTHING: StoredBatch = { counts: NO_COUNTS, shown: NO_COUNTS };

/** Stores batches in their order, each in one transaction with the checkpoint behind it, so that a checkpoint is never ahead of the work. */
export function createBatchStore(
  { database, ids, clock, disk }: Pick<SyncPorts, "database" | "ids" | "clock" | "disk">,
  options: StoreOptions,
): BatchStore {
  const { source, runId, listing, pipelineVersion, checkpointVersion, signal } = options;
  let totals = options.counted;
  let shown: StoredBatch["shown"] = { seen: totals.seen, failed: totals.failed };
  let value = options.checkpoint;
  let storing: Promise<void> = Promise.resolve();
  const store = async (batch: SyncBatch | null, checkpoint: { readonly value: unknown } | undefined): Promise<void> => {
    signal.throwIfAborted();
    if (batch !== null) await requireRoom({ disk });
    const now = clock.now();
    const outcome = await database.transaction(async (tx) => {
      const context: BatchContext = {
        source: await presentSource(tx, source),
        runId: listing,
        pipelineVersion,
        nextId: () => ids.next(),
        now,
      };
      const stored = batch === null ? NOTHING : await storeBatch(tx, context, batch);
      const counts = addCounts(totals, stored.counts);
      await tx.syncRuns.addCounts(runId, stored.counts);
      const next: Checkpoint = { value: checkpoint?.value, listing, counted: { runId, counts } };
      if (checkpoint !== undefined) await tx.sources.update(source.id, { checkpoint: next, checkpointVersion }, now);
      return { counts, shown: { seen: shown.seen + stored.shown.seen, failed: shown.failed + stored.shown.failed } };
    });
    totals = outcome.counts;
    shown = outcome.shown;
    if (checkpoint !== undefined) value = checkpoint.value;
    options.onStored(outcome);
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
    endListing: async () => {
      if (value === null) return;
      const next: Checkpoint = { value, listing: null, counted: null };
      await database.transaction(async (tx) => {
        await presentSource(tx, source);
        await tx.sources.update(source.id, { checkpoint: next, checkpointVersion }, clock.now());
      });
    },
    settled: () => storing.catch(() => {}),
  };
}

/**
 * The source as it is now: who may read it can have changed since the run began, and a batch must never bring back what was taken away.
 * Throws when it is being deleted, and when its settings have changed: what is read by the old ones may be what they now leave out.
 */
export async function presentSource(tx: Transaction, source: Source): Promise<Source> {
  const present = await tx.sources.get(source.id);
  if (present === null || present.state === "deleting") throw new SmartyError("aborted", "The source is being deleted.");
  if (JSON.stringify(present.settings) === JSON.stringify(source.settings)) return present;
  throw new SmartyError("conflict", "The source's settings were changed while it was synced. Sync it again.");
}

function addCounts(one: SyncCounts, other: SyncCounts): SyncCounts {
  return Object.fromEntries(
    Object.entries(one).map(([name, count]) => [name, count + other[name as keyof SyncCounts]]),
  ) as unknown as SyncCounts;
}
