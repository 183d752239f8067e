import { SmartyError } from "@smartypants/sdk";
import type { StopReason } from "./outcome.ts";
import type { ClaimedJob } from "./statements.ts";
import type { Timers } from "./timers.ts";

export interface RunningJob {
  readonly job: ClaimedJob;
  readonly signal: AbortSignal;
  readonly stopped: StopReason | undefined;
  /** What did its work has died. */
  crashed: boolean;
  /** The first reason counts. */
  abort(reason: StopReason): void;
}

/** The jobs whose handlers are at work in this process. */
export interface RunningJobs {
  readonly count: number;
  begin(job: ClaimedJob): RunningJob;
  /** False when it was ended before. */
  end(running: RunningJob): boolean;
  get(jobId: number): RunningJob | undefined;
  all(): readonly RunningJob[];
  /** Resolves when none is left, or after `ms`. */
  untilNone(timers: Timers, ms: number): Promise<void>;
}

const REASONS: Readonly<Record<StopReason, string>> = {
  cancelled: "The job was cancelled.",
  shutdown: "The server is stopping.",
  lost: "Another process has taken over this job.",
};

export function createRunningJobs(): RunningJobs {
  const jobs = new Map<number, RunningJob>();
  const waiters = new Set<() => void>();
  return {
    get count() {
      return jobs.size;
    },
    begin: (job) => {
      const running = createRunningJob(job);
      jobs.set(job.id, running);
      return running;
    },
    end: (running) => {
      if (jobs.get(running.job.id) !== running) return false;
      jobs.delete(running.job.id);
      if (jobs.size === 0) for (const wake of waiters) wake();
      return true;
    },
    get: (jobId) => jobs.get(jobId),
    all: () => [...jobs.values()],
    untilNone: async (timers, ms) => {
      if (jobs.size === 0) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const stopTimer = timers.after(ms, resolve);
      waiters.add(resolve);
      await promise;
      waiters.delete(resolve);
      stopTimer();
    },
  };
}

function createRunningJob(job: ClaimedJob): RunningJob {
  const controller = new AbortController();
  let stopped: StopReason | undefined;
  return {
    job,
    signal: controller.signal,
    crashed: false,
    get stopped() {
      return stopped;
    },
    abort: (reason) => {
      if (stopped !== undefined) return;
      stopped = reason;
      controller.abort(new SmartyError("aborted", REASONS[reason]));
    },
  };
}
