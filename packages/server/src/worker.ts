import {
  type Cron,
  endLostRuns,
  endLostUploads,
  endLostWork,
  type JobContext,
  type JobHandler,
  MEND_TASK,
  mendVectors,
  type Ports,
  queueSync,
  runSwitch,
  recoverRuns,
  type Source,
  SWITCH_TASK,
} from "@smartypants/core";
import type { IngestHost } from "./ingest/ingest-host.ts";
import { INGEST_TASKS } from "./ingest/protocol.ts";
import { watchForEvents, webhookHandlers } from "./programs/webhooks/webhook-work.ts";
import { createSteadyTime } from "./steady-time.ts";
import { sweep } from "./sweep.ts";

const CRONS: readonly Cron[] = [
  { name: "sweep", pattern: "23 * * * *", task: "sweep" },
  { name: "retry-failed", pattern: "*/15 * * * *", task: "retry-failed" },
];

const RETRY_AT_ONCE = 100;
const TIDY_MS = 5_000;
/** Longer than an answer under way goes without a sign of life. */
const ANSWER_LEASE_MS = 15_000;

export interface BackgroundWork {
  /** Takes no more jobs, waits for running ones, aborts them after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

export interface BackgroundOptions {
  /** False for a command that only has its own work done: no schedules, no listening for changes. */
  readonly schedules?: boolean;
}

/** Starts the job queue with its handlers, the sources' schedules and the listening for changes. */
export async function startBackgroundWork(ports: Ports, ingest: IngestHost, options: BackgroundOptions = {}): Promise<BackgroundWork> {
  const { jobs, database, bus, clock, logger } = ports;
  await endLostWork(ports);
  if (options.schedules === false) {
    await jobs.start(createHandlers(ports, ingest), []);
    if ((await database.indexChanges.count()) > 0) await jobs.add("drain-index", {}, { key: "drain-index" });
    return { stop: (graceMs) => jobs.stop(graceMs) };
  }
  await jobs.start(createHandlers(ports, ingest), CRONS);
  let isStopping = false;
  const refresh = async (): Promise<void> => {
    const active = (await database.sources.all()).filter((source) => source.state === "active");
    await jobs.setCrons("source:", active.flatMap(scheduleOf));
    const heard = active.filter((source) => ports.connectors.get(source.connector)?.listen !== undefined).map((source) => source.id);
    // Not waited for: the thread takes most of a second to start, and nobody needs it to be able to ask.
    ingest.listen(heard).catch((error: unknown) => {
      if (!isStopping) logger.error({ err: error }, "listening for changes could not be begun");
    });
  };
  const refreshSafely = (): void =>
    void refresh().catch((error: unknown) => logger.error({ err: error }, "schedules could not be refreshed"));
  const unsubscribe = bus.subscribe("settings", ({ key }) => {
    if (key === "sources") refreshSafely();
  });
  await refresh();
  if ((await database.indexChanges.count()) > 0) await jobs.add("drain-index", {}, { key: "drain-index" });
  const stopWatching = watchForEvents(ports);
  const isSteady = createSteadyTime({ clock, settleMs: ANSWER_LEASE_MS });
  const tidy = setInterval(() => {
    if (isSteady())
      recoverRuns(ports, clock.now()).catch((error: unknown) => logger.warn({ err: error }, "expired answers were not ended"));
    endLostRuns(ports).catch((error: unknown) => logger.warn({ err: error }, "lost syncs were not ended"));
    endLostUploads(ports).catch((error: unknown) => logger.warn({ err: error }, "lost uploads were not ended"));
  }, TIDY_MS);
  return {
    stop: async (graceMs) => {
      isStopping = true;
      unsubscribe();
      clearInterval(tidy);
      await stopWatching();
      await jobs.stop(graceMs);
    },
  };
}

function scheduleOf(source: Source): Cron[] {
  if (source.schedule === null) return [];
  return [{ name: `source:${source.id}`, pattern: source.schedule, task: "scheduled-sync", payload: { sourceId: source.id } }];
}

function createHandlers(ports: Ports, ingest: IngestHost): Record<string, JobHandler> {
  const inThread = INGEST_TASKS.map((task): [string, JobHandler] => [task, (payload, context) => ingest.run(task, payload, context)]);
  return {
    ...Object.fromEntries(inThread),
    ...webhookHandlers(ports),
    "scheduled-sync": async (payload) => {
      const source = await ports.database.sources.get((payload as { sourceId: string }).sourceId);
      if (source?.state === "active") await queueSync(ports, source, "schedule", { requestedBy: null });
    },
    "retry-failed": async () => {
      for (const source of await ports.database.sources.all()) await retryFailed(ports, source);
    },
    sweep: async (_payload, { signal }) => sweep(ports, signal),
    [SWITCH_TASK]: (_payload, context) => runSwitch(ports, switchWork(ingest, context)),
    [MEND_TASK]: (_payload, context) => mendVectors(ports, switchWork(ingest, context)),
  };
}

function switchWork(ingest: IngestHost, context: JobContext): Parameters<typeof runSwitch>[1] {
  const { jobId } = context;
  const reportCrash = (): void => context.reportCrash();
  return {
    build: (model, signal) => ingest.run("build-vectors", { model }, { jobId, reportCrash, signal }),
    signal: context.signal,
  };
}

/** Failed items are tried again by themselves; the ledger counts the attempts. */
async function retryFailed({ database, connectors, jobs }: Ports, source: Source): Promise<void> {
  if (source.state !== "active" || connectors.get(source.connector)?.fetchOne === undefined) return;
  const externalIds = await database.syncItems.retryable(source.id, RETRY_AT_ONCE);
  if (externalIds.length === 0) return;
  await jobs.add(
    "sync-items",
    { sourceId: source.id, externalIds, trigger: "retry" },
    { key: `retry:${source.id}`, queue: `source:${source.id}`, priority: 10 },
  );
}
