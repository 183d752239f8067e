import { SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import type { Source } from "../ports/database/sources.ts";
import type { Ports } from "../ports/ports.ts";
import { MOST_ATTEMPTS } from "./request-sync.ts";
import { endLostRun } from "../sync/end-lost-runs.ts";

type Needs = Pick<Ports, "database" | "connectors" | "clock" | "ids" | "bus">;

/** Queues a comparison of what is stored with everything the source lists. Asking again while one waits or runs answers with that one. */
export async function requestInventory(
  ports: Needs,
  actor: Actor,
  sourceId: string,
  { confirmRemoval = false }: { readonly confirmRemoval?: boolean } = {},
): Promise<{ syncRunId: string }> {
  const source = await ports.database.forActor(actor).sources.manageable(sourceId);
  if (ports.connectors.get(source.connector)?.inventory === undefined)
    throw new SmartyError("conflict", "This source has no inventory: each of its full syncs is one.");
  if (source.state !== "active") throw new SmartyError("conflict", "This source is not active. Resume or reconnect it first.");
  return queueInventory(ports, source, { requestedBy: actor.userId, confirmRemoval });
}

/** For schedules too. */
export async function queueInventory(
  { database, clock, ids, bus }: Omit<Needs, "connectors">,
  source: Source,
  { requestedBy, confirmRemoval = false }: { readonly requestedBy: string | null; readonly confirmRemoval?: boolean },
): Promise<{ syncRunId: string }> {
  const syncRunId = await database.transaction(async (tx) => {
    const open = await tx.syncRuns.open(source.id, "inventory");
    if (open?.jobId && (await tx.jobs.isAlive(open.jobId))) return open.id;
    if (open !== null) await endLostRun({ clock }, tx, open.id);
    const id = ids.next();
    await tx.syncRuns.create({ id, sourceId: source.id, trigger: "inventory", requestedBy, now: clock.now() });
    const payload = { syncRunId: id, sourceId: source.id, confirmRemoval };
    const jobId = await tx.jobs.add("take-inventory", payload, {
      key: `inventory:${source.id}`,
      queue: `source:${source.id}`,
      priority: 5,
      maxAttempts: MOST_ATTEMPTS,
    });
    await tx.syncRuns.setJob(id, jobId);
    return id;
  });
  bus.publish("job-added", { task: "take-inventory" });
  return { syncRunId };
}
