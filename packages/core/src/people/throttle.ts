import type { Throttle } from "../ports/database/people.ts";
import { hashToken } from "./tokens.ts";

export interface ThrottlePolicy {
  /** So many in a row lock. */
  readonly attempts: number;
  /** Attempts further apart than this do not add up. */
  readonly windowMs: number;
  /** The first lock; each further one is twice as long. */
  readonly lockMs: number;
  readonly longestLockMs: number;
}

const MINUTE_MS = 60_000;

export const ACCOUNT_POLICY: ThrottlePolicy = {
  attempts: 10,
  windowMs: 15 * MINUTE_MS,
  lockMs: 15 * MINUTE_MS,
  longestLockMs: 240 * MINUTE_MS,
};

/** Higher, because the people of an office may share one address and mistype now and then. */
export const ADDRESS_POLICY: ThrottlePolicy = { ...ACCOUNT_POLICY, attempts: 30 };

/**
 * Counts one more attempt. A locked row stays as it is: knocking does not prolong the lock. After a lock, attempts go on adding up for as
 * long as the longest lock, so that waiting for its end does not start at the shortest one again.
 */
export function countAttempt(row: Throttle | null, policy: ThrottlePolicy, now: number): Throttle {
  if (row === null) return { failures: 1, windowStartedAt: now, lockedUntil: 0 };
  if (row.lockedUntil > now) return row;
  const memoryMs = row.lockedUntil === 0 ? policy.windowMs : policy.longestLockMs;
  if (now - Math.max(row.windowStartedAt, row.lockedUntil) > memoryMs) return { failures: 1, windowStartedAt: now, lockedUntil: 0 };
  const failures = row.failures + 1;
  if (failures % policy.attempts !== 0) return { ...row, failures };
  const lockMs = Math.min(policy.lockMs * 2 ** (failures / policy.attempts - 1), policy.longestLockMs);
  return { failures, windowStartedAt: now, lockedUntil: now + lockMs };
}

/** Takes back an attempt that turned out to be right, with the lock that it caused itself. */
export function forgiveAttempt(row: Throttle | null, hadLocked: boolean, now: number): Throttle {
  if (row === null) return { failures: 0, windowStartedAt: now, lockedUntil: 0 };
  return { ...row, failures: Math.max(0, row.failures - 1), lockedUntil: hadLocked ? now : row.lockedUntil };
}

/** Hashed: people type passwords into the wrong field. */
export async function accountKey(email: string): Promise<string> {
  return `account:${await hashToken(email)}`;
}

/** An IPv6 customer owns a /64 at least, so the rest of the address does not tell callers apart. */
export function addressKey(address: string): string {
  const text = address.toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
  if (mapped !== undefined) return `address:${mapped}`;
  if (!text.includes(":")) return `address:${text}`;
  const [head = "", tail = ""] = text.split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail === "" ? [] : tail.split(":");
  const zeros = text.includes("::") ? Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => "0") : [];
  const groups = [...first, ...zeros, ...last].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ""));
  return `address:${groups.join(":")}`;
}
