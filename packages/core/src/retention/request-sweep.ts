import { type Actor, requireRole } from "../access/actor.ts";
import { audit } from "../people/audit.ts";
import type { Ports } from "../ports/ports.ts";
import { RETENTION_TASK } from "./sweep-retention.ts";

/** Has the sweep done now. Asking again while one waits is harmless. */
export async function requestRetentionSweep(ports: Pick<Ports, "database" | "clock" | "ids" | "bus">, actor: Actor): Promise<void> {
  requireRole(actor, "admin");
  await ports.database.transaction(async (tx) => {
    await tx.jobs.add(RETENTION_TASK, {}, { key: RETENTION_TASK, queue: RETENTION_TASK });
    await audit(ports, tx, actor, { action: "retention.sweep", objectId: null });
  });
  ports.bus.publish("job-added", { task: RETENTION_TASK });
}
