import type { Repositories } from "../ports/database/database.ts";
import type { Ports } from "../ports/ports.ts";

const LOST = "The work on this sync was given up: it failed or its process died too often. Look at the jobs, then sync again.";

/** Ends a run whose job is no longer there, so that the next one can begin. */
export async function endLostRun({ clock }: Pick<Ports, "clock">, { syncRuns }: Pick<Repositories, "syncRuns">, id: string): Promise<void> {
  await syncRuns.finish(id, "failed", clock.now(), { code: "internal", message: LOST });
}

/** A run waits for its job as long as that waits or runs; a job that was given up takes its run with it. */
export async function endLostRuns(ports: Pick<Ports, "database" | "clock">): Promise<void> {
  for (const { id, jobId } of await ports.database.syncRuns.allOpen()) {
    if (jobId === null) continue;
    await ports.database.transaction(async (tx) => {
      if (!(await tx.jobs.isAlive(jobId)) && (await tx.syncRuns.get(id))?.finishedAt === null) await endLostRun(ports, tx, id);
    });
  }
}
