import type { SyncOp } from "@smartypants/sdk";
import type { Transaction } from "../ports/database/database.ts";
import type { BatchCollector } from "./batch-collector.ts";
import { cleanOp } from "./clean-op.ts";
import { itemsBelow } from "./items-below.ts";
import type { SyncPorts } from "./run-sync.ts";
import type { BatchStore } from "./store-batches.ts";
import type { SyncBatch } from "./sync-batch.ts";

export interface OpTaker {
  /** Collects an operation, and stores what was collected when it is time. */
  op(op: Exclude<SyncOp, { op: "done" }>): Promise<void>;
  /** Stores what is left. */
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
  const rest = async (checkpoint?: { readonly value: unknown }): Promise<void> => {
    let last: SyncBatch | null = null;
    for await (const batch of collector.take()) {
      if (last !== null) await store.put(last);
      last = batch;
    }
    // With the last one, for a checkpoint is never ahead of the work.
    await store.put(last, checkpoint);
  };
  const item = async (op: SyncOp): Promise<void> => {
    if (collector.mustWait(op)) await rest();
    if (collector.add(op)) await rest();
  };
  return {
    rest: () => rest(),
    op: async (given) => {
      const op = cleanOp(given);
      if (op.op === "checkpoint") return rest({ value: op.value });
      if (op.op === "progress") {
        const { op: _op, ...progress } = op;
        await database.syncRuns.setProgress(runId, progress);
        return bus.publish("sync-progress", { syncRunId: runId });
      }
      if (op.op === "group") return database.transaction((tx) => saveGroup(tx, sourceId, op.group));
      if (op.op === "deleteContainer") {
        // Whatever was shown to be in it is stored first.
        await rest();
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

async function saveGroup(
  tx: Transaction,
  sourceId: string,
  group: { readonly id: string; readonly members: readonly string[] },
): Promise<void> {
  const members = group.members.map((member) =>
    member.startsWith("group:") ? `group:${sourceId}/${member.slice("group:".length)}` : member.toLowerCase(),
  );
  await tx.acls.setGroupMembers(sourceId, group.id, members);
}
