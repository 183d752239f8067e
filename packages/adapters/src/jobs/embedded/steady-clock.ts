import type { Clock } from "@smartypants/core";
import type { Timers } from "./timers.ts";

/** A lead beyond this comes from a clock that was plainly wrong; it is dropped instead of being lived through. */
export const LARGEST_LEAD_MS = 2 * 24 * 3_600_000;

/** Smaller steps are the ordinary corrections of a clock. */
const SMALLEST_STEP_MS = 1000;

export interface SteadyClock extends Clock {
  /** How far the wall clock has been set back since the last call; 0 as a rule. */
  takeSetback(): number;
}

/**
 * A clock for schedules that never runs backwards. It follows the wall clock forward at once. While the wall clock is behind what was shown
 * before, it goes on at half speed until the two meet: no minute comes twice, and none is waited for longer than twice its length.
 * `notBefore` is a time known to have been shown by an earlier process.
 */
export function createSteadyClock(clock: Clock, timers: Pick<Timers, "monotonic">, notBefore = 0): SteadyClock {
  let wall = clock.now();
  let ticked = timers.monotonic();
  let shown = notBefore - wall > LARGEST_LEAD_MS ? wall : Math.max(wall, notBefore);
  let setback = 0;
  const observe = (): void => {
    const elapsed = timers.monotonic() - ticked;
    const step = wall + elapsed - clock.now();
    if (step >= SMALLEST_STEP_MS) setback += step;
    wall = clock.now();
    ticked += elapsed;
    shown = Math.max(wall, shown + elapsed / 2);
    if (shown - wall > LARGEST_LEAD_MS) shown = wall;
  };
  return {
    now: () => {
      observe();
      return Math.floor(shown);
    },
    takeSetback: () => {
      observe();
      const taken = Math.floor(setback);
      setback = 0;
      return taken;
    },
  };
}
