export interface JobOptions {
  /** At most one waiting job has a key; adding again replaces its payload and keeps the earlier time. */
  readonly key?: string;
  /** Jobs of one queue run one after another. */
  readonly queue?: string;
  /** Milliseconds since 1970; now when absent. */
  readonly runAt?: number;
  /** 25 when absent. */
  readonly maxAttempts?: number;
  /** Lower runs first; 0 when absent. */
  readonly priority?: number;
}

/** Adds jobs inside a database transaction: the job commits with the rows it is about. */
export interface JobWriter {
  add(task: string, payload: unknown, options?: JobOptions): Promise<string>;
  /** What a waiting job with this key was given; null when there is none. */
  waitingPayload(key: string): Promise<unknown>;
  /** Removes a waiting job by its key. */
  removeByKey(key: string): Promise<void>;
  /** Whether a job waits or runs. */
  isAlive(jobId: string): Promise<boolean>;
  /** The same for a job with this key. */
  isKeyAlive(key: string): Promise<boolean>;
  /** Whether a job whose time has come waits in a queue that begins so, in another one than `except`, in which nothing runs. */
  isQueueWaiting(prefix: string, except: string): Promise<boolean>;
  /** A job that waits for a later time may start now; any other stays as it is. */
  hurry(jobId: string): Promise<void>;
}

export type JobState = "waiting" | "running" | "failed" | "cancelled" | "quarantined";

export interface Job {
  readonly id: string;
  readonly task: string;
  readonly payload: unknown;
  readonly key: string | null;
  readonly queue: string | null;
  readonly state: JobState;
  readonly priority: number;
  readonly attempts: number;
  readonly maxAttempts: number;
  /** How often its process died while it ran. */
  readonly crashes: number;
  readonly runAt: number;
  readonly createdAt: number;
  readonly finishedAt: number | null;
  /** In words for operators. */
  readonly lastError: string | null;
}

export interface JobContext {
  readonly jobId: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborts on cancel, on shutdown and when the lease is lost: nothing may be written after that. */
  readonly signal: AbortSignal;
  /**
   * Says that what did the work has died of it, such as a thread. A rejection that follows counts as the death of this process does: the crash is
   * counted, the attempt is not, and after too many of them the job is quarantined.
   */
  reportCrash(): void;
}

/**
 * Resolves when done. A thrown SmartyError with `retryAfterMs` is tried again then; codes `invalid`, `not_found`, `auth`, `config` and
 * `unsupported` are not tried again; `full` waits for room as long as it takes, and counts as no attempt; anything else is tried with
 * exponential back-off until `maxAttempts`.
 */
export type JobHandler = (payload: unknown, context: JobContext) => Promise<void>;

export interface Cron {
  readonly name: string;
  /** Five fields, UTC. */
  readonly pattern: string;
  readonly task: string;
  readonly payload?: unknown;
}

export interface JobQueue {
  add(task: string, payload: unknown, options?: JobOptions): Promise<string>;
  /** Starts to take jobs. Crons missed while nobody ran fire once. */
  start(handlers: Readonly<Record<string, JobHandler>>, crons: readonly Cron[]): Promise<void>;
  /** Replaces the crons whose names begin with `prefix`; used for the schedules of sources. */
  setCrons(prefix: string, crons: readonly Cron[]): Promise<void>;
  /** When a pattern comes up next, in milliseconds since 1970; null for one that never does or cannot be read. */
  nextTime(pattern: string): number | null;
  /** A waiting job is gone at once, a running one is told to stop. False when there was none. */
  cancel(jobId: string): Promise<boolean>;
  /** Puts a failed, cancelled or quarantined job back with fresh attempts. False when there was none. */
  retry(jobId: string): Promise<boolean>;
  list(filter: { readonly states?: readonly JobState[]; readonly after?: string; readonly limit: number }): Promise<readonly Job[]>;
  /** Takes no more jobs, waits for running ones, aborts them after `graceMs`; aborted jobs go back to waiting. */
  stop(graceMs: number): Promise<void>;
}
