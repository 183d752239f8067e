import { describe, expect, test } from "vitest";
import { createSteadyClock, LARGEST_LEAD_MS } from "./steady-clock.ts";
import { createFakeTime } from "./testing/fake-time.ts";

const HOUR = 3_600_000;

function start(notBefore?: number) {
  const time = createFakeTime();
  const steady = createSteadyClock(time.clock, time.createTimers(), notBefore);
  return { time, steady, began: time.clock.now() };
}

describe("createSteadyClock", () => {
  test("follows the wall clock, forward jumps included", async () => {
    const { time, steady, began } = start();
    await time.advance(HOUR);
    expect(steady.now()).toBe(began + HOUR);
    time.jump(24 * HOUR);
    expect(steady.now()).toBe(began + 25 * HOUR);
    expect(steady.takeSetback()).toBe(0);
  });

  test("never runs backwards: goes on at half speed until the wall clock has caught up", async () => {
    const { time, steady, began } = start();
    time.jump(-HOUR);
    expect(steady.now()).toBe(began);
    await time.advance(HOUR);
    expect(steady.now()).toBe(began + HOUR / 2);
    await time.advance(HOUR);
    expect(steady.now()).toBe(began + HOUR);
    expect(steady.now()).toBe(time.clock.now());
    await time.advance(HOUR);
    expect(steady.now()).toBe(time.clock.now());
  });

  test("tells once by how much the clock was set back, and not of small corrections", async () => {
    const { time, steady } = start();
    time.jump(-HOUR);
    await time.advance(1000);
    expect(steady.takeSetback()).toBe(HOUR);
    expect(steady.takeSetback()).toBe(0);
    time.jump(-500);
    expect(steady.takeSetback()).toBe(0);
  });

  test("begins no earlier than what another process has shown", () => {
    const { time, began } = start();
    const later = createSteadyClock(time.clock, time.createTimers(), began + HOUR);
    expect(later.now()).toBe(began + HOUR);
  });

  // A machine that once believed it was 2099 must not stop its schedules until then.
  test("a lead of more than two days is dropped, at the start and later", () => {
    const { time, steady, began } = start();
    time.jump(-LARGEST_LEAD_MS - HOUR);
    expect(steady.now()).toBe(time.clock.now());
    const restarted = createSteadyClock(time.clock, time.createTimers(), began);
    expect(restarted.now()).toBe(time.clock.now());
  });
});
