import {
  ANSWER_LEASE_MS,
  type Cron,
  endLostRuns,
  endLostUploads,
  endLostWork,
  EVALUATE_TASK,
  endTemporary,
  ERASE_TASK,
  erasePerson,
  type JobContext,
  type JobHandler,
  MEND_TASK,
  mendVectors,
  type Ports,
  runSwitch,
  recoverRuns,
  RETENTION_TASK,
  runEvaluation,
  type Source,
  sweepRetention,
  SWITCH_TASK,
} from "@smartypants/core";
import type { IngestHost } from "./ingest/ingest-host.ts";
import { INGEST_TASKS } from "./ingest/protocol.ts";
import { watchForEvents, webhookHandlers } from "./programs/webhooks/webhook-work.ts";
import { RETENTION_CRON } from "./retention-schedule.ts";
import { setSourceSchedules, sourceScheduleHandlers } from "./source-schedules.ts";
import { createSteadyTime } from "./steady-time.ts";
import { sweep } from "./sweep.ts";

const CRONS: readonly Cron[] = [
  { name: "sweep", pattern: "23 * * * *", task: "sweep" },
  { name: "check-credentials", pattern: "41 4 * * *", task: "check-credentials" },
  RETENTION_CRON,
  { name: "retry-failed", pattern: "*/15 * * * *", task: "retry-failed" },
];

const RETRY_AT_ONCE = 100;
/** With the lease of an answer less than 15 seconds. */
const TIDY_MS = 4_000;

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
  const { jobs, database } = ports;
  await endLostWork(ports);
  if (options.schedules === false) {
    await jobs.start(createHandlers(ports, ingest), []);
    if ((await database.indexChanges.count()) > 0) await jobs.add("drain-index", {}, { key: "drain-index" });
    return { stop: (graceMs) => jobs.stop(graceMs) };
  }
  await jobs.start(createHandlers(ports, ingest), CRONS);
  try {
    const stopWatching = await watch(ports, ingest);
    return {
      stop: async (graceMs) => {
        await stopWatching();
        await jobs.stop(graceMs);
      },
    };
  } catch (error) {
    // Jobs that have begun already would work on with what is closed next.
    await jobs.stop(0);
    throw error;
  }
}

/** Keeps schedules, listening and what has been lost in order. Resolves with what ends it. */
async function watch(ports: Ports, ingest: IngestHost): Promise<() => Promise<void>> {
  const { jobs, database, bus, clock, logger } = ports;
  let isStopping = false;
  const refresh = async (): Promise<void> => {
    const active = (await database.sources.all()).filter((source) => source.state === "active");
    await setSourceSchedules(ports, active);
    const heard = active.filter((source) => ports.connectors.get(source.connector)?.listen !== undefined).map((source) => source.id);
    // Not waited for: the thread takes most of a second to start, and nobody needs it to be able to ask.
    ingest.listen(heard).catch((error: unknown) => {
      if (!isStopping) logger.error({ err: error }, "listening for changes could not be begun");
    });
  };
  const refreshSafely = (): void =>
    void refresh().catch((error: unknown) => logger.error({ err: error }, "schedules could not be refreshed"));
  await refresh();
  if ((await database.indexChanges.count()) > 0) await jobs.add("drain-index", {}, { key: "drain-index" });
  const unsubscribe = bus.subscribe("settings", ({ key }) => {
    if (key === "sources") refreshSafely();
  });
  const stopWatching = watchForEvents(ports);
  const isSteady = createSteadyTime({ clock, settleMs: ANSWER_LEASE_MS });
  const tidy = setInterval(() => {
    if (isSteady())
      recoverRuns(ports, clock.now()).catch((error: unknown) => logger.warn({ err: error }, "expired answers were not ended"));
    endLostRuns(ports).catch((error: unknown) => logger.warn({ err: error }, "lost syncs were not ended"));
    endTemporary(ports).catch((error: unknown) => logger.warn({ err: error }, "temporary conversations were not erased"));
    endLostUploads(ports).catch((error: unknown) => logger.warn({ err: error }, "lost uploads were not ended"));
  }, TIDY_MS);
  return async () => {
    isStopping = true;
    unsubscribe();
    clearInterval(tidy);
    await stopWatching();
  };
}

function createHandlers(ports: Ports, ingest: IngestHost): Record<string, JobHandler> {
  const inThread = INGEST_TASKS.map((task): [string, JobHandler] => [task, (payload, context) => ingest.run(task, payload, context)]);
  return {
    ...Object.fromEntries(inThread),
    ...webhookHandlers(ports),
    ...sourceScheduleHandlers(ports),
    "retry-failed": async () => {
      for (const source of await ports.database.sources.all()) await retryFailed(ports, source);
    },
    sweep: async (_payload, { signal }) => sweep(ports, signal),
    [RETENTION_TASK]: async (_payload, { signal }) => {
      const counts = await sweepRetention(ports, signal);
      ports.logger.info({ ...counts }, "what is old enough was erased");
    },
    [ERASE_TASK]: (payload, { signal }) => erasePerson(ports, (payload as { erasureId: string }).erasureId, signal),
    [SWITCH_TASK]: (_payload, context) => runSwitch(ports, switchWork(ingest, context)),
    [EVALUATE_TASK]: (payload, { signal }) => runEvaluation(ports, (payload as { evaluationId: string }).evaluationId, signal),
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
async function retryFailed({ database, connectors, jobs, clock }: Ports, source: Source): Promise<void> {
  if (source.state !== "active" || connectors.get(source.connector)?.fetchOne === undefined) return;
  const externalIds = await database.syncItems.retryable(source.id, RETRY_AT_ONCE, clock.now());
  if (externalIds.length === 0) return;
  await jobs.add(
    "sync-items",
    { sourceId: source.id, externalIds, trigger: "retry" },
    { key: `retry:${source.id}`, queue: `source:${source.id}`, priority: 10 },
  );
}
