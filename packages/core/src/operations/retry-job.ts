import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import { audit } from "../people/audit.ts";
import type { Ports } from "../ports/ports.ts";

type Needs = Pick<Ports, "database" | "jobs" | "clock" | "ids">;

/** Puts a failed, cancelled or quarantined job back, with fresh attempts. Throws `not_found`. */
export async function retryJob(ports: Needs, actor: Actor, jobId: string): Promise<void> {
  requireRole(actor, "admin");
  if (!(await ports.jobs.retry(jobId))) throw new SmartyError("not_found", "There is no such job to retry.");
  await audit(ports, ports.database, actor, { action: "job.retry", objectId: jobId });
}

/** A waiting job is gone at once, a running one is told to stop. Throws `not_found`. */
export async function cancelJob(ports: Needs, actor: Actor, jobId: string): Promise<void> {
  requireRole(actor, "admin");
  if (!(await ports.jobs.cancel(jobId))) throw new SmartyError("not_found", "There is no such job to stop.");
  await audit(ports, ports.database, actor, { action: "job.cancel", objectId: jobId });
}
