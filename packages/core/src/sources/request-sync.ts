import { SmartyError } from "@smartypants/sdk";
import { UPLOAD } from "../documents/upload-source.ts";
import type { Actor } from "../access/actor.ts";
import type { Transaction } from "../ports/database/database.ts";
import type { Source, SyncRun } from "../ports/database/sources.ts";
import type { Ports } from "../ports/ports.ts";
import { endLostRun } from "../sync/end-lost-runs.ts";

export interface SyncOptions {
  readonly confirmRemoval?: boolean;
}

/** A source may say "later" for days, and so may one that takes its turns: a run ends by its own faults alone. */
export const MOST_ATTEMPTS = 100_000;

type Needs = Pick<Ports, "database" | "clock" | "ids" | "bus">;

/** Queues a sync. Asking again while one waits or runs is harmless: it answers with that run. */
export async function requestSync(ports: Needs, actor: Actor, sourceId: string, options: SyncOptions = {}): Promise<{ syncRunId: string }> {
  const source = await ports.database.forActor(actor).sources.manageable(sourceId);
  if (source.connector === UPLOAD)
    throw new SmartyError("conflict", "Uploads are read when they come; there is nowhere to sync them from.");
  if (source.state === "deleting") throw new SmartyError("conflict", "This source is being deleted.");
  if (source.state === "paused") throw new SmartyError("conflict", "This source is paused. Resume it first.");
  return queueSync(ports, source, "manual", { requestedBy: actor.userId, ...options });
}

/** For schedules, hints and people alike: one open run a source. */
export async function queueSync(
  ports: Needs,
  source: Source,
  trigger: SyncRun["trigger"],
  options: SyncOptions & { readonly requestedBy: string | null },
): Promise<{ syncRunId: string }> {
  const answer = await ports.database.transaction(async (tx) => {
    const open = await tx.syncRuns.open(source.id);
    if (open?.jobId && (await tx.jobs.isAlive(open.jobId))) {
      // Somebody has seen to what it waited for, perhaps.
      if (trigger === "manual") await tx.jobs.hurry(open.jobId);
      return { syncRunId: open.id };
    }
    if (open !== null) await endLostRun(ports, tx, open.id);
    return addRun(ports, tx, source, trigger, options);
  });
  ports.bus.publish("job-added", { task: "sync-source" });
  return answer;
}

async function addRun(
  { clock, ids }: Needs,
  tx: Transaction,
  source: Source,
  trigger: SyncRun["trigger"],
  { requestedBy, confirmRemoval = false }: SyncOptions & { readonly requestedBy: string | null },
): Promise<{ syncRunId: string }> {
  const id = ids.next();
  if (source.state === "reconnect") await tx.sources.update(source.id, { state: "active", stateReason: null }, clock.now());
  await tx.syncRuns.create({ id, sourceId: source.id, trigger, requestedBy, now: clock.now() });
  const payload = { syncRunId: id, sourceId: source.id, confirmRemoval };
  const jobId = await tx.jobs.add("sync-source", payload, {
    key: `sync:${source.id}`,
    queue: `source:${source.id}`,
    maxAttempts: MOST_ATTEMPTS,
  });
  await tx.syncRuns.setJob(id, jobId);
  return { syncRunId: id };
}
