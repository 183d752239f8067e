import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { Source } from "../ports/database/sources.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "../people/audit.ts";

/** A paused source is not synced, and a sync that waits or runs stops; what it has stays searchable. */
export async function setSourcePaused(
  ports: Pick<Ports, "database" | "jobs" | "clock" | "ids" | "bus">,
  actor: Actor,
  sourceId: string,
  isPaused: boolean,
): Promise<Source> {
  requireRole(actor, "editor");
  const source = await ports.database.forActor(actor).sources.manageable(sourceId);
  if (source.state === "deleting") throw new SmartyError("conflict", "This source is being deleted.");
  const open = isPaused ? await ports.database.syncRuns.open(sourceId) : null;
  await ports.database.transaction(async (tx) => {
    if (open !== null) await tx.syncRuns.finish(open.id, "cancelled", ports.clock.now(), null);
    await tx.sources.update(sourceId, { state: isPaused ? "paused" : "active", stateReason: null }, ports.clock.now());
    await audit(ports, tx, actor, { action: isPaused ? "source.pause" : "source.resume", objectId: sourceId });
  });
  if (open?.jobId) await ports.jobs.cancel(open.jobId);
  ports.bus.publish("settings", { key: "sources" });
  return ports.database.forActor(actor).sources.manageable(sourceId);
}
