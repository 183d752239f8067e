import { SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import { UPLOAD } from "../documents/upload-source.ts";
import type { Ports } from "../ports/ports.ts";
import type { ItemsRequest } from "../sync/sync-items.ts";

const AT_ONCE = 500;

/** Queues failed items for another try: those named, or all that failed. Returns how many. */
export async function retryItems(
  { database, bus }: Pick<Ports, "database" | "bus">,
  actor: Actor,
  sourceId: string,
  externalIds?: readonly string[],
): Promise<number> {
  const source = await database.forActor(actor).sources.manageable(sourceId);
  if (source.connector === UPLOAD) {
    throw new SmartyError("conflict", "A file that could not be read is uploaded again; there is nowhere to fetch it from.");
  }
  if (source.state !== "active") throw new SmartyError("conflict", "This source is not active. Resume or reconnect it first.");
  const wanted = externalIds ?? (await database.syncItems.retryable(sourceId, AT_ONCE));
  if (wanted.length === 0) return 0;
  const payload: ItemsRequest = { sourceId, externalIds: wanted, trigger: "retry" };
  await database.transaction((tx) => tx.jobs.add("sync-items", payload, { queue: `source:${sourceId}`, maxAttempts: 3 }));
  bus.publish("job-added", { task: "sync-items" });
  return wanted.length;
}
