import type { Clock, JobHandler, Logger } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import type { Kysely } from "kysely";
import type { Schema } from "../../database/schema.ts";
import { inLogContext, jobLogContext } from "../../system/log-context.ts";
import { type Outcome, outcomeOf, type StopReason } from "./outcome.ts";
import { createRunningJobs, type RunningJob, type RunningJobs } from "./running-jobs.ts";
import { type ClaimedJob, claimNext, hasNextJob, type Lane, renewLeases, settle } from "./statements.ts";
import type { Timers } from "./timers.ts";

export interface WorkerOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly handlers: Readonly<Record<string, JobHandler>>;
  readonly owner: string;
  readonly concurrency: number;
  readonly lane?: Lane;
  readonly leaseMs: number;
  readonly random: () => number;
}

/** Takes jobs, runs them and writes what became of them. */
export interface Worker {
  /** Writes outcomes and takes jobs. What is asked while it does so is done once more; resolves after that. Never rejects. */
  pump(): Promise<void>;
  /** Renews the leases of what runs here and learns what was cancelled elsewhere or lost. Never rejects. */
  renew(): Promise<void>;
  /** Whether this worker answers for a job: it runs here, or its outcome is about to be written. */
  holds(jobId: number, token: number): boolean;
  /** Tells a job that runs here to stop. */
  abort(jobId: number, reason: StopReason): void;
  /** Takes no more jobs; see `JobQueue.stop`. */
  stop(graceMs: number): Promise<void>;
}

interface Finished {
  readonly job: ClaimedJob;
  readonly outcome: Outcome;
}

/** A handler that does not end this long after its signal is left behind; its job goes back to waiting. */
const ABORTED_WAIT_MS = 2000;

export function createWorker(options: WorkerOptions): Worker {
  const { db, clock, timers, logger, owner, concurrency, leaseMs } = options;
  const jobs = createRunningJobs();
  const finished: Finished[] = [];
  let isStopping = false;

  const pass = async (): Promise<void> => {
    const room = isStopping ? 0 : concurrency - jobs.count;
    if (finished.length === 0 && (room <= 0 || !(await hasNextJob(db, clock.now(), options.lane)))) return;
    const outcomes = finished.slice();
    const claimed = await db.transaction().execute(async (tx) => {
      await settleAll(tx, options, outcomes);
      return claimUpTo(tx, options, room);
    });
    // Only now: outcomes of a transaction that failed are written by the next one.
    finished.splice(0, outcomes.length);
    for (const job of claimed) run(job);
  };
  const pump = createPump(pass, logger);
  const finish = (running: RunningJob, outcome: Outcome): void => {
    // False for one that was left behind at the stop.
    if (!jobs.end(running)) return;
    finished.push({ job: running.job, outcome });
    void pump();
  };
  const run = (job: ClaimedJob): void => {
    const running = jobs.begin(job);
    void runHandler(options, running).then((outcome) => finish(running, outcome));
  };

  return {
    pump,
    renew: async () => {
      const held = jobs.all();
      if (held.length === 0) return;
      try {
        const ids = held.map(({ job }) => job.id);
        applyRenewed(jobs, held, await renewLeases(db, owner, ids, clock.now() + leaseMs));
      } catch (error) {
        logger.error({ error }, "the leases of running jobs could not be renewed; trying again");
      }
    },
    holds: (jobId, token) => jobs.get(jobId)?.job.token === token || finished.some(({ job }) => job.id === jobId && job.token === token),
    abort: (jobId, reason) => jobs.get(jobId)?.abort(reason),
    stop: async (graceMs) => {
      isStopping = true;
      // A claim that is under way still begins its jobs.
      await pump();
      await jobs.untilNone(timers, graceMs);
      for (const running of jobs.all()) running.abort("shutdown");
      await jobs.untilNone(timers, ABORTED_WAIT_MS);
      for (const running of jobs.all()) {
        logger.warn({ jobId: running.job.id, task: running.job.task }, "a job did not stop when told to; it will run again");
        finish(running, { kind: running.stopped === "cancelled" ? "cancelled" : "released" });
      }
      await pump();
    },
  };
}

/** Those that ended meanwhile have no row any more, which means nothing. */
function applyRenewed(jobs: RunningJobs, held: readonly RunningJob[], rows: Awaited<ReturnType<typeof renewLeases>>): void {
  const renewed = new Map(rows.map((row) => [row.id, row]));
  for (const running of held) {
    if (jobs.get(running.job.id) !== running) continue;
    const row = renewed.get(running.job.id);
    if (row?.token !== running.job.token) running.abort("lost");
    else if (row.cancel === 1) running.abort("cancelled");
  }
}

/** Never rejects. */
async function runHandler(options: WorkerOptions, running: RunningJob): Promise<Outcome> {
  const { id, task, payload } = running.job;
  let about: unknown;
  try {
    about = JSON.parse(payload);
  } catch {
    // The handler's own reading says so.
  }
  return inLogContext(jobLogContext(String(id), task, about), () => handleLogged(options, running));
}

async function handleLogged({ handlers, random, logger, clock }: WorkerOptions, running: RunningJob): Promise<Outcome> {
  const { id, task, attempts, maxAttempts, payload } = running.job;
  const startedAt = clock.now();
  logger.debug({ attempt: attempts }, "a job begins");
  try {
    const handler = Object.hasOwn(handlers, task) ? handlers[task] : undefined;
    if (handler === undefined) {
      throw new SmartyError("unsupported", `Nothing here runs jobs of the kind "${task}". They belong to another version of SmartyPants.`);
    }
    const reportCrash = (): void => void (running.crashed = true);
    await handler(JSON.parse(payload), { jobId: String(id), attempt: attempts, signal: running.signal, reportCrash });
    logger.debug({ ms: clock.now() - startedAt }, "a job is done");
    return { kind: "done" };
  } catch (error) {
    const { stopped, crashed } = running;
    const outcome = outcomeOf(error, { attempts, maxAttempts, stopped, crashed, random: random() });
    if (outcome.kind === "failed") logger.error({ jobId: id, task, attempts, error }, "a job has failed for good");
    else if (outcome.kind === "crashed") logger.error({ jobId: id, task, error }, "what ran a job has died");
    else if (outcome.kind === "retry" || outcome.kind === "postponed")
      logger.warn({ jobId: id, task, attempts, delayMs: outcome.delayMs, error }, "a job failed; trying again");
    return outcome;
  }
}

async function settleAll(tx: Kysely<Schema>, { owner, clock, logger }: WorkerOptions, outcomes: readonly Finished[]): Promise<void> {
  for (const { job, outcome } of outcomes) {
    if (await settle(tx, owner, job, outcome, clock.now())) continue;
    logger.warn({ jobId: job.id, task: job.task }, "a job was taken over by another process; its outcome here is dropped");
  }
}

async function claimUpTo(
  tx: Kysely<Schema>,
  { owner, clock, leaseMs, lane }: WorkerOptions,
  count: number,
): Promise<readonly ClaimedJob[]> {
  const claimed: ClaimedJob[] = [];
  while (claimed.length < count) {
    const now = clock.now();
    const job = await claimNext(tx, { owner, now, leaseUntil: now + leaseMs, lane });
    if (job === undefined) break;
    claimed.push(job);
  }
  return claimed;
}

/** One pass at a time. */
function createPump(pass: () => Promise<void>, logger: Logger): () => Promise<void> {
  let current: Promise<void> | undefined;
  let isAskedAgain = false;
  const passes = async (): Promise<void> => {
    try {
      do {
        isAskedAgain = false;
        await pass();
      } while (isAskedAgain);
    } catch (error) {
      logger.error({ error }, "the job queue could not reach its database; trying again at the next poll");
    } finally {
      current = undefined;
    }
  };
  return () => {
    isAskedAgain = true;
    current ??= passes();
    return current;
  };
}
