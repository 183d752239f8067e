import type { SyncOp } from "@smartypants/sdk";
import type { BatchCollector, TakeUntil } from "./batch-collector.ts";
import { cleanOp } from "./clean-op.ts";
import { itemsBelow } from "./items-below.ts";
import type { SyncPorts } from "./run-sync.ts";
import { saveGroup } from "./save-group.ts";
import type { BatchStore } from "./store-batches.ts";
import type { SyncBatch } from "./sync-batch.ts";

export interface OpTaker {
  /** Collects an operation, and stores what was collected when it is time. */
  op(op: Exclude<SyncOp, { op: "done" }>): Promise<void>;
  /** Stores what is left, when all of it is read. */
  rest(): Promise<void>;
}

interface TakerOptions {
  readonly sourceId: string;
  readonly runId: string;
  readonly collector: BatchCollector;
  readonly store: BatchStore;
}

/** What becomes of each operation of a connector, in the order in which they come. */
export function createOpTaker(
  { database, bus, logger }: Pick<SyncPorts, "database" | "bus" | "logger">,
  { sourceId, runId, collector, store }: TakerOptions,
): OpTaker {
  const rest = async (until: TakeUntil, checkpoint?: { readonly value: unknown }): Promise<void> => {
    let last: SyncBatch | null = null;
    for await (const batch of collector.take(until)) {
      if (last !== null) await store.put(last);
      last = batch;
      if (until !== "prepared") continue;
      // The next one may be minutes away.
      await store.put(last);
      last = null;
    }
    // With the last one, for a checkpoint is never ahead of the work.
    await store.put(last, checkpoint);
  };
  const item = async (op: SyncOp): Promise<void> => {
    const first = collector.mustWait(op);
    if (first !== null) await rest(first);
    if (collector.add(op)) await rest("room");
  };
  return {
    rest: () => rest("prepared"),
    op: async (given) => {
      const op = cleanOp(given);
      if (op.op === "checkpoint") return rest("recorded", { value: op.value });
      if (op.op === "progress") {
        const { op: _op, ...progress } = op;
        await database.syncRuns.setProgress(runId, progress);
        return bus.publish("sync-progress", { syncRunId: runId });
      }
      if (op.op === "group") return void (await database.transaction((tx) => saveGroup(tx, sourceId, op.group)));
      if (op.op === "deleteContainer") {
        // Whatever was shown to be in it is stored first.
        await rest("recorded");
        await store.finished();
        for (const id of await itemsBelow(database, sourceId, op.containerId)) await item({ op: "delete", id, reason: op.reason });
        return;
      }
      if (op.op === "error" && op.error.scope !== "document") {
        logger.warn({ sourceId, syncRunId: runId, code: op.error.code, ref: op.error.ref }, op.error.message);
      }
      return item(op);
    },
  };
}
