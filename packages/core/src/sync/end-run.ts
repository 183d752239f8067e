import { isSmartyError } from "@smartypants/sdk";
import type { Source, SyncRun, SyncRunState } from "../ports/database/sources.ts";
import { requireReconnect } from "./failure.ts";
import type { SyncPorts } from "./run-sync.ts";

const INSIST_TIMES = 5;
const INSIST_EVERY_MS = 1_000;

export async function endRun(
  ports: Pick<SyncPorts, "database" | "clock" | "bus" | "logger">,
  run: SyncRun,
  state: SyncRunState,
  error: SyncRun["error"],
): Promise<void> {
  await ports.database.syncRuns.finish(run.id, state, ports.clock.now(), error);
  const about = { syncRunId: run.id, sourceId: run.sourceId, state, trigger: run.trigger };
  if (state === "failed") ports.logger.warn({ ...about, code: error?.code }, "a sync has failed");
  else ports.logger.info(about, "a sync has ended");
  ports.bus.publish("sync-progress", { syncRunId: run.id });
}

/**
 * Only faults of the connector or of ours come here; those of single documents are in the ledger. Throws the fault again where the job should be tried
 * again; ends the run otherwise.
 */
export async function failRun(ports: SyncPorts, source: Source, run: SyncRun, error: unknown, signal: AbortSignal): Promise<void> {
  // Where not even a job can be written, the next start finds what waits.
  await insist(() => leaveIndexToQueue(ports)).catch((fault: unknown) =>
    ports.logger.warn({ err: fault, syncRunId: run.id }, "the index is left behind"),
  );
  const present = await ports.database.syncRuns.get(run.id);
  if (present?.state === "cancelled") return;
  if (signal.aborted) throw error;
  const code = isSmartyError(error) ? error.code : "internal";
  const message = isSmartyError(error) ? error.message : "An unexpected fault of the connector. The server's log has the details.";
  if (code === "rate_limited" || code === "unavailable" || code === "full") {
    await insist(() => ports.database.syncRuns.wait(run.id, { code, message }));
    ports.bus.publish("sync-progress", { syncRunId: run.id });
    throw error;
  }
  if (code === "internal") ports.logger.error({ err: error, syncRunId: run.id, sourceId: source.id }, "sync failed");
  await requireReconnect(ports, source, error);
  await endRun(ports, run, "failed", { code, message });
}

/** What was stored stays: somebody else has to bring it into the indexes. */
async function leaveIndexToQueue({ database, bus }: SyncPorts): Promise<void> {
  if ((await database.indexChanges.count()) === 0) return;
  await database.transaction((tx) => tx.jobs.add("drain-index", {}, { key: "drain-index" }));
  bus.publish("job-added", { task: "drain-index" });
}

/** On a full disk it takes a moment until the room is there that was set aside. When that does not help, nothing but a word is lost: the job has it too. */
async function insist(write: () => Promise<void>): Promise<void> {
  for (let tries = 1; tries <= INSIST_TIMES; tries++) {
    try {
      return await write();
    } catch (error) {
      if (!isSmartyError(error) || error.code !== "full") throw error;
      await new Promise((resolve) => setTimeout(resolve, INSIST_EVERY_MS));
    }
  }
}
