import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";

/** Stops a sync that waits or runs; what it has stored stays. */
export async function cancelSync(
  { database, jobs, clock }: Pick<Ports, "database" | "jobs" | "clock">,
  actor: Actor,
  syncRunId: string,
): Promise<void> {
  requireRole(actor, "editor");
  const run = await database.forActor(actor).sources.run(syncRunId);
  if (run.state !== "queued" && run.state !== "running") throw new SmartyError("conflict", "This sync has ended already.");
  // Before the job stops: the handler leaves a run alone that is no longer open.
  await database.syncRuns.finish(run.id, "cancelled", clock.now(), null);
  if (run.jobId !== null) await jobs.cancel(run.jobId);
}
