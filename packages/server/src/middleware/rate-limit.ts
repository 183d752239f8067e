import { SmartyError } from "@smartypants/sdk";
import type { MiddlewareHandler } from "hono";
import type { Env } from "../http/env.ts";

export interface RateLimit {
  /** So many at once after a rest. */
  readonly burst: number;
  readonly perMinute: number;
}

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

const MINUTE_MS = 60_000;
const MOST_CALLERS = 10_000;

/** Requests of one person over time, in this process; more are answered 429 with when to come back. For routes that could be asked through from A to Z. */
export function rateLimit({ burst, perMinute }: RateLimit): MiddlewareHandler<Env> {
  const buckets = new Map<string, Bucket>();
  return async (c, next) => {
    const caller = c.var.actor?.userId ?? c.var.clientAddress;
    const at = c.var.ports.clock.now();
    const before = buckets.get(caller) ?? { tokens: burst, at };
    // A clock that is set back takes nothing away.
    const earned = (Math.max(0, at - before.at) * perMinute) / MINUTE_MS;
    const tokens = Math.min(burst, before.tokens + earned);
    if (tokens < 1) {
      const retryAfterMs = Math.ceil(((1 - tokens) * MINUTE_MS) / perMinute);
      throw new SmartyError("rate_limited", "That was asked too often. Wait a few seconds.", { retryAfterMs });
    }
    buckets.delete(caller);
    buckets.set(caller, { tokens: tokens - 1, at });
    const [oldest] = buckets.keys();
    if (buckets.size > MOST_CALLERS && oldest !== undefined) buckets.delete(oldest);
    return next();
  };
}
