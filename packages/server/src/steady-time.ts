import type { Clock } from "@smartypants/core";

const STEP_MS = 1_000;

export interface SteadyTimeOptions {
  readonly clock: Clock;
  /** How long leases that are compared with the clock may need to be renewed after it was set. */
  readonly settleMs: number;
  /** Milliseconds that never jump. */
  readonly monotonic?: () => number;
}

/**
 * Asked every few seconds, tells whether the wall clock has not been set lately, nor the machine been suspended: only then does a lease that has run out by
 * the clock say that its owner is gone.
 */
export function createSteadyTime({ clock, settleMs, monotonic = () => performance.now() }: SteadyTimeOptions): () => boolean {
  let wall = clock.now();
  let tick = monotonic();
  let steadyFrom = tick;
  return () => {
    const [now, at] = [clock.now(), monotonic()];
    if (Math.abs(now - wall - (at - tick)) > STEP_MS) steadyFrom = at + settleMs;
    [wall, tick] = [now, at];
    return at >= steadyFrom;
  };
}
