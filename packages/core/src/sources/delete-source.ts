import { type Actor, requireRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "../people/audit.ts";

type Needs = Pick<Ports, "database" | "jobs" | "clock" | "ids" | "bus">;

/** Hides the source's documents at once and erases them in the background. */
export async function deleteSource(ports: Needs, actor: Actor, sourceId: string): Promise<void> {
  requireRole(actor, "editor");
  const { database, clock, jobs } = ports;
  await database.forActor(actor).sources.manageable(sourceId);
  const open = await database.syncRuns.open(sourceId);
  await database.transaction(async (tx) => {
    await tx.sources.update(sourceId, { state: "deleting" }, clock.now());
    if (open !== null) await tx.syncRuns.finish(open.id, "cancelled", clock.now(), null);
    await tx.jobs.add("purge-source", { sourceId }, { key: `purge:${sourceId}` });
    await audit(ports, tx, actor, { action: "source.delete", objectId: sourceId });
  });
  if (open?.jobId) await jobs.cancel(open.jobId);
  ports.bus.publish("settings", { key: "sources" });
  ports.bus.publish("job-added", { task: "purge-source" });
}
