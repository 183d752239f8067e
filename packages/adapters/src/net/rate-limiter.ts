import { type RateLimit, SmartyError } from "@smartypants/sdk";

export interface RateLimiterOptions {
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Resolves after `ms`, or as soon as the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Who takes a place, and how long they may be kept. */
export interface Taker {
  readonly rate: RateLimit | undefined;
  /** A longer wait is refused with `rate_limited`, at once. */
  readonly longestWaitMs: number;
  readonly signal: AbortSignal;
}

/** Buckets of requests. In each, places are given in the order in which they were asked for, never more in a window than its rate says. */
export interface RateLimiter {
  /** Resolves when the request may go out, with what is to be called when it has been answered. */
  take(bucket: string, taker: Taker): Promise<() => void>;
  /** Closes a bucket for so long, or for a growing time where the source does not say. Returns how long it stays closed. */
  hold(bucket: string, retryAfterMs: number | null): number;
}

interface Bucket {
  /** Of the requests of the last window, oldest first. */
  grants: number[];
  active: number;
  waiting: number;
  /** Settles when the one before has its place or has given up. */
  tail: Promise<void>;
  /** Settles when one of those under way has ended. */
  freed: PromiseWithResolvers<void>;
  heldUntil: number;
  strikes: number;
  lastPauseMs: number;
  /** Of the latest requests: how many were answered, and how many of these refused. */
  answered: number;
  refused: number;
  usedAt: number;
}

const FIRST_PAUSE_MS = 1000;
/** For the odd refusal among many that are let through. */
const BREATH_MS = 250;
/** Fewer refused ones are odd. */
const ODD_SHARE = 0.25;
const LATEST = 50;
const LONGEST_PAUSE_MS = 3_600_000;
/** A pause this long after the last one is the first again. */
const CALM_MS = 10_000;
const MOST_JITTER_MS = 2000;
const MANY_BUCKETS = 1000;
const IDLE_MS = 3_600_000;

export function createRateLimiter({ now, random, wait }: RateLimiterOptions): RateLimiter {
  const buckets = new Map<string, Bucket>();
  const bucketOf = (name: string): Bucket => {
    const known = buckets.get(name);
    if (known !== undefined) return known;
    if (buckets.size >= MANY_BUCKETS) forgetIdle(buckets, now());
    const made = newBucket();
    buckets.set(name, made);
    return made;
  };
  return {
    take: async (name, taker) => {
      const bucket = bucketOf(name);
      refuseLongWait(expectedWait(bucket, taker.rate, now()), taker);
      bucket.waiting += 1;
      const turn = Promise.withResolvers<void>();
      const before = bucket.tail;
      bucket.tail = turn.promise;
      try {
        await untilAborted(before, taker.signal);
        await placeIn(bucket, taker, { now, wait });
      } finally {
        bucket.waiting -= 1;
        void before.then(turn.resolve);
      }
      return createRelease(bucket);
    },
    hold: (name, retryAfterMs) => hold(bucketOf(name), retryAfterMs, now(), random()),
  };
}

function newBucket(): Bucket {
  return {
    grants: [],
    active: 0,
    waiting: 0,
    tail: Promise.resolve(),
    freed: Promise.withResolvers(),
    heldUntil: 0,
    strikes: 0,
    lastPauseMs: 0,
    answered: 0,
    refused: 0,
    usedAt: 0,
  };
}

async function placeIn(bucket: Bucket, taker: Taker, { now, wait }: Pick<RateLimiterOptions, "now" | "wait">): Promise<void> {
  const { rate, signal } = taker;
  for (;;) {
    signal.throwIfAborted();
    const waitMs = readyIn(bucket, rate, now());
    refuseLongWait(waitMs, taker);
    const isFull = rate?.concurrency !== undefined && bucket.active >= rate.concurrency;
    if (waitMs > 0) await wait(waitMs, signal);
    else if (isFull) await untilAborted(bucket.freed.promise, signal);
    else break;
  }
  bucket.active += 1;
  bucket.usedAt = now();
  if (rate !== undefined) bucket.grants.push(bucket.usedAt);
}

/** How long until the next place. */
function readyIn(bucket: Bucket, rate: RateLimit | undefined, now: number): number {
  const held = Math.max(0, bucket.heldUntil - now);
  if (rate === undefined) return held;
  while ((bucket.grants[0] ?? now) <= now - rate.perMs) bucket.grants.shift();
  const oldest = bucket.grants[bucket.grants.length - rate.requests];
  return oldest === undefined ? held : Math.max(held, oldest + rate.perMs - now);
}

/** The same for one who comes last. */
function expectedWait(bucket: Bucket, rate: RateLimit | undefined, now: number): number {
  const own = readyIn(bucket, rate, now);
  if (rate === undefined || bucket.waiting === 0) return own;
  const ahead = bucket.grants.length + bucket.waiting - rate.requests;
  if (ahead < 0) return own;
  const grantedAt = bucket.grants[ahead % rate.requests] ?? now;
  return Math.max(own, grantedAt + rate.perMs * (1 + Math.floor(ahead / rate.requests)) - now);
}

function refuseLongWait(waitMs: number, { longestWaitMs }: Taker): void {
  if (waitMs > longestWaitMs) throw tooBusy(waitMs);
}

/** In words for whoever looks at the source. */
export function tooBusy(retryAfterMs: number): SmartyError {
  const seconds = Math.ceil(retryAfterMs / 1000);
  return new SmartyError("rate_limited", `The source limits how often it may be asked. It goes on by itself in ${seconds} s.`, {
    retryAfterMs,
  });
}

function hold(bucket: Bucket, retryAfterMs: number | null, now: number, random: number): number {
  // What was sent before the pause began says nothing new, unless it names a longer one.
  const isHeld = bucket.heldUntil > now;
  bucket.refused += 1;
  const isOdd = bucket.refused < bucket.answered * ODD_SHARE;
  if (!isHeld) {
    const isAgain = !isOdd && bucket.strikes > 0 && now - bucket.heldUntil <= Math.max(CALM_MS, 2 * bucket.lastPauseMs);
    bucket.strikes = isAgain ? bucket.strikes + 1 : 1;
  }
  const growing = isOdd ? BREATH_MS : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (bucket.strikes - 1));
  const pauseMs = retryAfterMs ?? (isHeld ? 0 : growing);
  if (!isHeld) bucket.lastPauseMs = pauseMs;
  // So that those who were stopped together do not come back together.
  const jitterMs = random * Math.min(MOST_JITTER_MS, pauseMs / 5);
  bucket.heldUntil = Math.max(bucket.heldUntil, now + pauseMs + jitterMs);
  return bucket.heldUntil - now;
}

function createRelease(bucket: Bucket): () => void {
  let isReleased = false;
  return () => {
    if (isReleased) return;
    isReleased = true;
    bucket.active -= 1;
    bucket.answered += 1;
    if (bucket.answered > LATEST) {
      bucket.answered /= 2;
      bucket.refused /= 2;
    }
    bucket.freed.resolve();
    bucket.freed = Promise.withResolvers();
  };
}

async function untilAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason as Error);
  signal.addEventListener("abort", abort);
  try {
    await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function forgetIdle(buckets: Map<string, Bucket>, now: number): void {
  for (const [name, { usedAt, heldUntil, waiting, active }] of buckets) {
    if (waiting + active === 0 && Math.max(usedAt, heldUntil) < now - IDLE_MS) buckets.delete(name);
  }
}
