import { type Mode, RESTRICTED_ROWS } from "./limits.ts";

/** A pause this long for one page is what Slack asks of restricted apps. */
const LONG_WAIT_MS = 45_000;

/**
 * Notices whether Slack restricts the app: pages of at most 15 messages however many are asked for, and then a wait of a minute. Each run
 * that begins restricted first asks for more again, so that a lifted restriction is noticed too.
 */
export interface Pace {
  readonly mode: Mode;
  /** How many messages to ask for, and how. */
  readonly next: (limit: number) => { readonly limit: number; readonly mode: Mode };
  readonly onSlow: (retryAfterMs: number | undefined) => void;
  readonly onPage: (asked: number, rows: number, hasMore: boolean) => void;
}

export function createPace(initial: Mode): Pace {
  let mode = initial;
  let isProbing = initial === "restricted";
  let isClamped = initial === "restricted";
  return {
    get mode() {
      return mode;
    },
    next: (limit) => ({ limit: mode === "restricted" && !isProbing ? Math.min(limit, RESTRICTED_ROWS) : limit, mode }),
    onSlow(retryAfterMs) {
      isProbing = false;
      if (isClamped && retryAfterMs !== undefined && retryAfterMs >= LONG_WAIT_MS) mode = "restricted";
    },
    onPage(asked, rows, hasMore) {
      if (asked <= RESTRICTED_ROWS) return;
      if (rows > RESTRICTED_ROWS) {
        mode = "normal";
        isClamped = false;
        isProbing = false;
      } else if (hasMore) {
        isClamped = true;
        isProbing = false;
      }
    },
  };
}
