import type { InventoryOp } from "@smartypants/sdk";
import type { DriveContext } from "./context.ts";
import { createForest } from "./forest.ts";
import { listAll } from "./full-sync.ts";
import { openSession } from "./plan.ts";
import { createRun } from "./run.ts";
import { wordsOfRun } from "./sync-drive.ts";

/** Every wanted file with its key and readers, those included that are skipped for their size or kind. No content is read. */
export async function* listInventory(context: DriveContext): AsyncGenerator<InventoryOp, void> {
  try {
    const session = await openSession(context);
    const run = createRun(session, createForest(session), "places");
    for await (const op of listAll(run)) {
      if (op.op !== "touch") continue;
      const { id, changeKey, containerId, acl } = op;
      yield {
        op: "item",
        id,
        ...(changeKey !== undefined && { changeKey }),
        ...(containerId !== undefined && { containerId }),
        ...(acl !== undefined && { acl }),
      };
    }
    yield { op: "end", complete: !run.isIncomplete };
  } catch (error) {
    throw wordsOfRun(context, error);
  }
}
