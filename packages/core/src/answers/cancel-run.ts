import { SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";

/** Stops one's own answer, from wherever; a run that has ended is left as it is. */
export async function cancelRun({ database, bus }: Pick<Ports, "database" | "bus">, actor: Actor, runId: string): Promise<void> {
  const run = await database.forActor(actor).answers.run(runId);
  if (run === null) throw new SmartyError("not_found", "There is no such answer.");
  if (run.state !== "running") return;
  await database.answers.requestCancel(runId);
  bus.publish("run-cancel", { runId });
}
