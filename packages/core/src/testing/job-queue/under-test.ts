import { onTestFinished, vi } from "vitest";
import type { Job, JobContext, JobHandler, JobQueue } from "../../ports/jobs.ts";

/** Another process on the same database. */
export interface QueueProcess {
  readonly queue: JobQueue;
  /** As SIGSTOP does; never thawed, it is a process that was killed. */
  readonly freeze: () => void;
  readonly thaw: () => void;
}

export interface JobQueueUnderTest {
  readonly queue: JobQueue;
  /** The wall clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** Lets time pass, and waits for what the queue does of itself meanwhile. */
  readonly advance: (ms: number) => Promise<void>;
  /** Sets the wall clock forth or back. Absent where the clock cannot be set, and the rules about it are left out. */
  readonly jumpClock?: (ms: number) => void;
  /** Absent where there can be no other process, and the rules about crashes are left out. */
  readonly secondProcess?: () => Promise<QueueProcess>;
  /** A process that is silent for so long has lost its jobs. */
  readonly leaseMs: number;
  readonly close: () => Promise<void>;
}

export type MakeJobQueue = () => Promise<JobQueueUnderTest>;

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A queue that is closed when the test ends. */
export async function open(make: MakeJobQueue): Promise<JobQueueUnderTest> {
  const underTest = await make();
  onTestFinished(underTest.close);
  return underTest;
}

/** For tests that have skipped queues without. */
export async function openSecond(underTest: JobQueueUnderTest): Promise<QueueProcess> {
  if (underTest.secondProcess === undefined) throw new Error("there is no second process here");
  return underTest.secondProcess();
}

/** Waits, in real time, for what the queue does in its own time. */
export function until(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 10_000, interval: 5 });
}

/** Lets time pass until a promise is settled. */
export async function advanceUntil(underTest: JobQueueUnderTest, promise: Promise<unknown>): Promise<void> {
  const settled = promise.then(
    () => true,
    () => true,
  );
  for (let step = 0; step < 200; step++) {
    await underTest.advance(500);
    if (await Promise.race([settled, moment()])) break;
  }
  await promise;
}

/** The queue may be waiting for its database, which lives in real time. */
function moment(): Promise<false> {
  return new Promise((resolve) => setTimeout(resolve, 1, false));
}

/** A job nobody could have missed. */
export async function onlyJob(queue: JobQueue): Promise<Job> {
  const [job, ...others] = await queue.list({ limit: 10 });
  if (job === undefined || others.length > 0)
    throw new Error(`one job was expected, ${job === undefined ? 0 : others.length + 1} are there`);
  return job;
}

export interface Call {
  readonly payload: unknown;
  readonly context: JobContext;
  /** Lets this call end, in failure when an error is given. */
  end(error?: Error): void;
}

/** A handler whose calls end when told to; told nothing, they end with an error when their signal aborts. */
export interface Held {
  readonly handler: JobHandler;
  readonly calls: readonly Call[];
  /** The call number `index`, once it has begun. */
  call(index: number): Promise<Call>;
}

export function holdCalls({ heedsSignal = true } = {}): Held {
  const calls: Call[] = [];
  return {
    calls,
    handler: (payload, context) =>
      new Promise<void>((resolve, reject) => {
        calls.push({ payload, context, end: (error) => (error === undefined ? resolve() : reject(error)) });
        if (heedsSignal) context.signal.addEventListener("abort", () => reject(new Error("aborted")));
      }),
    call: async (index) => {
      await until(() => {
        if (calls[index] === undefined) throw new Error(`call ${index} has not begun`);
      });
      const call = calls[index];
      if (call === undefined) throw new Error("unreachable");
      return call;
    },
  };
}

/** A handler that ends at once, and what it was called with. */
export function recordCalls(): { readonly handler: JobHandler; readonly payloads: unknown[] } {
  const payloads: unknown[] = [];
  return {
    payloads,
    handler: async (payload) => {
      payloads.push(payload);
    },
  };
}
