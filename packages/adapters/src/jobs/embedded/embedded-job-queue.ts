import { randomUUID } from "node:crypto";
import type { Clock, Cron, EventBus, JobQueue, Logger } from "@smartypants/core";
import type { Kysely } from "kysely";
import type { Schema } from "../../database/schema.ts";
import { type CronTable, createCronTable, parsePattern } from "./cron-table.ts";
import { createJobWriter } from "./job-writer.ts";
import { createLeaseWatch, type LeaseWatch } from "./lease-watch.ts";
import { listJobs, parseId } from "./list-jobs.ts";
import { nextCronTime } from "./next-cron-time.ts";
import * as statements from "./statements.ts";
import { createSteadyClock, type SteadyClock } from "./steady-clock.ts";
import { systemTimers, type Timers } from "./timers.ts";
import { createWorker, type Worker } from "./worker.ts";

export interface EmbeddedJobQueueOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly logger: Logger;
  /** Names this process in the rows of its jobs; must differ from every other process, past ones too. Random when absent. */
  readonly owner?: string;
  /** Jobs that run side by side; 4 when absent. */
  readonly concurrency?: number;
  /** Holds some queues to a part of that; no such limit when absent. */
  readonly lane?: statements.Lane;
  /** A job of a process that has not renewed it for so long is taken over; 15 s when absent. */
  readonly leaseMs?: number;
  /** How often to look for jobs whose time has come; 500 ms when absent. Jobs added through the bus do not wait for it. */
  readonly pollMs?: number;
  /** No other process uses this database: what runs at the start was left by a crash, and is taken over at once. */
  readonly soleOwner?: boolean;
  readonly random?: () => number;
  readonly timers?: Timers;
}

type Settings = Required<Omit<EmbeddedJobQueueOptions, "lane">> & Pick<EmbeddedJobQueueOptions, "lane">;

interface Started {
  readonly worker: Worker;
  readonly crons: CronTable;
  stop(): void;
}

/** A job queue in the table `job`, for processes that share one database file. */
export function createEmbeddedJobQueue(options: EmbeddedJobQueueOptions): JobQueue {
  const settings: Settings = {
    owner: randomUUID(),
    concurrency: 4,
    leaseMs: 15_000,
    pollMs: 500,
    soleOwner: false,
    random: Math.random,
    timers: systemTimers,
    ...options,
  };
  const { db, clock, bus } = settings;
  const pending = new Map<string, readonly Cron[]>();
  let started: Promise<Started> | undefined;
  return {
    add: async (task, payload, jobOptions) => {
      const id = await createJobWriter(db, clock).add(task, payload, jobOptions);
      bus.publish("job-added", { task });
      return id;
    },
    start: async (handlers, crons) => {
      if (started !== undefined) throw new Error("the job queue has been started already");
      started = start(settings, handlers, crons, pending);
      await started;
    },
    nextTime: (pattern) => nextCronTime(pattern, clock.now()),
    setCrons: async (prefix, crons) => {
      for (const cron of crons) parsePattern(cron);
      if (started === undefined) pending.set(prefix, crons);
      else await (await started).crons.replace(prefix, crons);
    },
    cancel: async (jobId) => {
      const id = parseId(jobId);
      if (id === undefined || !(await statements.cancelJob(db, id, clock.now()))) return false;
      if (started !== undefined) (await started).worker.abort(id, "cancelled");
      return true;
    },
    retry: async (jobId) => {
      const id = parseId(jobId);
      const task = id === undefined ? undefined : await statements.retryJob(db, id, clock.now());
      if (task === undefined) return false;
      bus.publish("job-added", { task });
      return true;
    },
    list: (filter) => listJobs(db, filter),
    stop: async (graceMs) => {
      const current = started;
      if (current === undefined) return;
      started = undefined;
      await stop(await current, graceMs);
    },
  };
}

const SETBACK_TOLERATED_MS = 1000;
const SWEEP_EVERY_MS = 3_600_000;
const FINISHED_KEPT_MS = 30 * 24 * 3_600_000;

async function start(
  settings: Settings,
  handlers: Parameters<JobQueue["start"]>[0],
  crons: readonly Cron[],
  pending: ReadonlyMap<string, readonly Cron[]>,
): Promise<Started> {
  const { db, clock, bus, timers, leaseMs, pollMs, soleOwner } = settings;
  const latest = await statements.latestTimes(db);
  const setback = latest.jobAt - clock.now();
  if (setback > SETBACK_TOLERATED_MS) await statements.followSetback(db, setback, clock.now());
  const steady = createSteadyClock(clock, timers, latest.cronAt);
  const table = createCronTable({ db, clock, steady });
  await table.merge(crons);
  for (const [prefix, those] of pending) await table.replace(prefix, those);
  const worker = createWorker({ ...settings, handlers });
  if (soleOwner) await reapAll(db, await statements.runningLeases(db), clock.now());
  const poll = createPoll(settings, { worker, table, steady });
  const ends = [
    bus.subscribe("job-added", () => void worker.pump()),
    timers.every(pollMs, poll),
    timers.every(Math.floor(leaseMs / 3), () => worker.renew()),
  ];
  await poll();
  return {
    worker,
    crons: table,
    stop: () => {
      for (const end of ends) end();
    },
  };
}

async function stop(started: Started, graceMs: number): Promise<void> {
  // The leases of jobs that still run are renewed until they have ended.
  await started.worker.stop(graceMs);
  started.stop();
}

/** Never rejects. Reads only, while there is nothing to do. */
function createPoll(
  { db, clock, bus, logger, timers, leaseMs, pollMs }: Settings,
  { worker, table, steady }: { readonly worker: Worker; readonly table: CronTable; readonly steady: SteadyClock },
): () => Promise<void> {
  const watch = createLeaseWatch(timers, leaseMs, 2 * pollMs);
  let sweepAt = 0;
  const keepOrder = async (): Promise<void> => {
    const setback = steady.takeSetback();
    if (setback > 0) {
      logger.warn(
        { setbackMs: setback },
        "the clock was set back; waiting jobs keep their delays, schedules go at half speed until it has caught up",
      );
      await statements.followSetback(db, setback, clock.now());
    }
    for (const task of await table.fireDue()) bus.publish("job-added", { task });
    await reapExpired(db, worker, watch, clock.now());
    if (timers.monotonic() >= sweepAt) {
      const isMore = await statements.sweepFinished(db, clock.now() - FINISHED_KEPT_MS);
      if (!isMore) sweepAt = timers.monotonic() + SWEEP_EVERY_MS;
    }
  };
  return async () => {
    try {
      await keepOrder();
    } catch (error) {
      logger.error({ error }, "the job queue could not reach its database; trying again at the next poll");
    }
    await worker.pump();
  };
}

async function reapExpired(db: Kysely<Schema>, worker: Worker, watch: LeaseWatch, now: number): Promise<void> {
  const leases = await statements.runningLeases(db);
  const others = leases.filter((lease) => !worker.holds(lease.id, lease.token));
  await reapAll(db, watch.expired(others), now);
}

/** One by one: two of them may have the same key, and the second has to see what became of the first. */
async function reapAll(db: Kysely<Schema>, leases: Parameters<LeaseWatch["expired"]>[0], now: number): Promise<void> {
  for (const lease of leases) await statements.reap(db, lease, now);
}
