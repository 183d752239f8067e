import { type Clock, type ConnectorHttp, type HttpCaller, pause } from "@smartypants/core";
import { type HttpAnswer, type HttpRequest, type HttpSocket, isSmartyError } from "@smartypants/sdk";
import { createRateLimiter, type RateLimiter, tooBusy } from "./rate-limiter.ts";
import { readRetryAfter } from "./retry-after.ts";
import type { SafeFetch } from "./safe-fetch.ts";

export interface ConnectorHttpOptions {
  /** Its time limit is for steps. */
  readonly fetch: SafeFetch;
  readonly openSocket: (url: string, signal: AbortSignal) => Promise<HttpSocket>;
  readonly clock: Clock;
  readonly random?: () => number;
  /** Resolves after `ms`, or as soon as the signal aborts. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Longer waits are left to the job queue: nobody stands still for them. */
const LONGEST_WAIT_MS = 60_000;
/** Somebody looks at the form. */
const LONGEST_PROBE_WAIT_MS = 5000;
const TRIES_AGAIN = 3;
const PROBE_TRIES_AGAIN = 1;
/** A source that says "later" to one request that often is left alone for a while. */
const MOST_REFUSALS = 8;
const FIRST_PAUSE_MS = 500;

/** The network for connectors: limits per account and bucket for everybody in this process, pauses that the source asks for, and tries again. */
export function createConnectorHttp(options: ConnectorHttpOptions): ConnectorHttp {
  const { clock, random = Math.random, wait = pause } = options;
  const limiter = createRateLimiter({ now: () => clock.now(), random, wait });
  return {
    open: (caller) => {
      const needs: Needs = { ...options, random, wait, limiter, caller };
      return {
        request: (request) => (request.retry === "none" ? askOnce(needs, request) : ask(needs, request)),
        slowDown: async ({ limit, account, retryAfterMs }) => {
          const bucket = bucketOf(caller, limit, account);
          const pauseMs = limiter.hold(bucket, retryAfterMs !== undefined && retryAfterMs > 0 ? retryAfterMs : null);
          if (pauseMs > longestWait(caller)) throw tooBusy(pauseMs);
          await wait(pauseMs, caller.signal);
          caller.signal.throwIfAborted();
        },
        connect: (url) => options.openSocket(url, caller.signal),
      };
    },
  };
}

interface Needs extends Required<Pick<ConnectorHttpOptions, "fetch" | "clock" | "random" | "wait">> {
  readonly limiter: RateLimiter;
  readonly caller: HttpCaller;
}

/** Requests that name no bucket share one without a rate: nothing holds them but what the source answers. */
function bucketOf({ connectorId, sourceId, isProbe }: HttpCaller, limit: string, account?: string): string {
  return JSON.stringify([isProbe ? "probe" : "work", connectorId, account === undefined ? [sourceId] : account, limit]);
}

function longestWait({ isProbe }: HttpCaller): number {
  return isProbe ? LONGEST_PROBE_WAIT_MS : LONGEST_WAIT_MS;
}

async function askOnce({ fetch, limiter, caller }: Needs, request: HttpRequest): Promise<HttpAnswer> {
  const { limits, signal } = caller;
  const bucket = bucketOf(caller, request.limit ?? "", request.account);
  const rate = request.limit === undefined ? undefined : limits[request.limit];
  const release = await limiter.take(bucket, { rate, longestWaitMs: longestWait(caller), signal });
  try {
    const { status, headers, body } = await fetch({ ...request, signal });
    return { status, headers, body };
  } finally {
    release();
  }
}

/** Passes on the last answer; a connection that is lost again and again throws `network`. */
async function ask(needs: Needs, request: HttpRequest): Promise<HttpAnswer> {
  const { clock, limiter, caller } = needs;
  const triesAgain = caller.isProbe ? PROBE_TRIES_AGAIN : TRIES_AGAIN;
  let failures = 0;
  for (let refusals = 0; ;) {
    const answer = await askOnce(needs, request).catch((error: unknown) => {
      if (!isLost(error) || caller.signal.aborted || failures >= triesAgain) throw error;
      return null;
    });
    if (answer === null) {
      await pauseAfter(needs, ++failures);
    } else if (answer.status === 429 || answer.status === 503) {
      await answer.body.cancel();
      const pauseMs = limiter.hold(bucketOf(caller, request.limit ?? "", request.account), readRetryAfter(answer.headers, clock.now()));
      // Whoever asks next waits it out.
      if (pauseMs > longestWait(caller) || ++refusals >= MOST_REFUSALS) throw tooBusy(pauseMs);
    } else if (answer.status >= 500 && failures < triesAgain) {
      await answer.body.cancel();
      await pauseAfter(needs, ++failures);
    } else {
      return answer;
    }
  }
}

function isLost(error: unknown): boolean {
  return isSmartyError(error) && error.code === "network";
}

async function pauseAfter({ wait, random, caller }: Needs, failures: number): Promise<void> {
  await wait(FIRST_PAUSE_MS * 2 ** (failures - 1) * (0.5 + random()), caller.signal);
  caller.signal.throwIfAborted();
}
