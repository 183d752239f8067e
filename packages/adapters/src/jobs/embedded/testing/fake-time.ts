import type { Clock } from "@smartypants/core";
import type { Timers } from "../timers.ts";

/** The timers of one process. */
export interface FakeTimers extends Timers {
  /** As SIGSTOP does: nothing fires. What was due meanwhile fires at the next advance after `thaw`. */
  readonly freeze: () => void;
  readonly thaw: () => void;
}

export interface FakeTime {
  readonly clock: Clock;
  createTimers(): FakeTimers;
  /** Lets time pass, on the clock and for all timers, and waits for what they do. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock, as an administrator does; no time passes. */
  jump(ms: number): void;
}

interface Timer {
  dueAt: number;
  readonly everyMs: number | undefined;
  readonly task: () => Promise<void> | void;
  isFrozen: () => boolean;
}

export function createFakeTime(start = Date.UTC(2026, 2, 1, 12)): FakeTime {
  const timers = new Set<Timer>();
  let passed = 0;
  let jumped = 0;
  const nextDue = (until: number): Timer | undefined =>
    [...timers].filter((timer) => timer.dueAt <= until && !timer.isFrozen()).toSorted((a, b) => a.dueAt - b.dueAt)[0];
  const fire = async (timer: Timer): Promise<void> => {
    passed = Math.max(passed, timer.dueAt);
    if (timer.everyMs === undefined) timers.delete(timer);
    await timer.task();
    if (timer.everyMs !== undefined) timer.dueAt = passed + timer.everyMs;
  };
  const createTimers = (): FakeTimers => {
    let frozen = false;
    const add = (ms: number, task: Timer["task"], everyMs?: number): (() => void) => {
      const timer: Timer = { dueAt: passed + ms, everyMs, task, isFrozen: () => frozen };
      timers.add(timer);
      return () => void timers.delete(timer);
    };
    return {
      monotonic: () => passed,
      every: (ms, task) => add(ms, task, ms),
      after: (ms, task) => add(ms, task),
      freeze: () => void (frozen = true),
      thaw: () => void (frozen = false),
    };
  };
  return {
    clock: { now: () => start + jumped + passed },
    createTimers,
    jump: (ms) => void (jumped += ms),
    advance: async (ms) => {
      const until = passed + ms;
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) await fire(timer);
      passed = until;
    },
  };
}
