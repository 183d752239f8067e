import { describe, expect, test } from "vitest";
import type { Cron } from "../../ports/jobs.ts";
import { DAY_MS, HOUR_MS, holdCalls, type MakeJobQueue, MINUTE_MS, open, openSecond, recordCalls, until } from "./under-test.ts";

const JUMPS = [
  ["an hour back", -HOUR_MS],
  ["a day back", -DAY_MS],
  ["an hour forth", HOUR_MS],
  ["a day forth", DAY_MS],
] as const;
const BACK = JUMPS.filter(([, ms]) => ms < 0);
const FORTH = JUMPS.filter(([, ms]) => ms > 0);

const EVERY_FIVE: Cron = { name: "five", pattern: "*/5 * * * *", task: "task", payload: "cron" };

export function describeClock(make: MakeJobQueue): void {
  describe("when the clock is set", () => {
    test.for(JUMPS)("%s, a running job stays with its process", async ([, ms], { skip }) => {
      const underTest = await open(make);
      if (underTest.jumpClock === undefined || underTest.secondProcess === undefined) return skip("the clock cannot be set here");
      const second = await openSecond(underTest);
      const held = holdCalls();
      await second.queue.start({ task: held.handler }, []);
      await second.queue.add("task", "long");
      const call = await held.call(0);
      await underTest.queue.start({ task: held.handler }, []);
      await underTest.advance(2000);
      underTest.jumpClock(ms);
      await underTest.advance(4 * underTest.leaseMs);
      expect(held.calls).toHaveLength(1);
      expect(call.context.signal.aborted).toBe(false);
      call.end();
      await until(async () => expect(await underTest.queue.list({ limit: 1 })).toEqual([]));
    });

    test.for(JUMPS)("%s, a job whose process died is still found", async ([, ms], { skip }) => {
      const underTest = await open(make);
      if (underTest.jumpClock === undefined || underTest.secondProcess === undefined) return skip("the clock cannot be set here");
      const second = await openSecond(underTest);
      const held = holdCalls();
      await second.queue.start({ task: held.handler }, []);
      await second.queue.add("task", "work");
      await held.call(0);
      second.freeze();
      underTest.jumpClock(ms);
      await underTest.queue.start({ task: held.handler }, []);
      await underTest.advance(2 * underTest.leaseMs);
      expect((await held.call(1)).payload).toBe("work");
    });

    test.for(BACK)("%s, waiting jobs neither wait for it to catch up nor lose their delays", async ([, ms], { skip }) => {
      const { queue, jumpClock, advance, now } = await open(make);
      if (jumpClock === undefined) return skip("the clock cannot be set here");
      const held = holdCalls();
      await queue.start({ task: held.handler }, []);
      await queue.add("task", "running", { queue: "serial" });
      const call = await held.call(0);
      await queue.add("task", "due", { queue: "serial" });
      await queue.add("task", "in ten minutes", { runAt: now() + 10 * MINUTE_MS });
      jumpClock(ms);
      await advance(2000);
      call.end();
      expect((await held.call(1)).payload).toBe("due");
      await advance(9 * MINUTE_MS);
      expect(held.calls).toHaveLength(2);
      await advance(MINUTE_MS);
      expect((await held.call(2)).payload).toBe("in ten minutes");
    });
  });
  describeCronsAndClock(make);
  describeRestart(make);
}

function describeCronsAndClock(make: MakeJobQueue): void {
  describe("when the clock is set, crons", () => {
    // At half speed until the clock has caught up: 5 minutes take 10, so in an hour there are 6, and no more than 12.
    test.for(BACK)("%s, go on, and no faster than before", async ([, ms], { skip }) => {
      const { queue, jumpClock, advance } = await open(make);
      if (jumpClock === undefined) return skip("the clock cannot be set here");
      const { handler, payloads } = recordCalls();
      await queue.start({ task: handler }, [EVERY_FIVE]);
      await advance(6 * MINUTE_MS);
      await until(() => expect(payloads).toHaveLength(1));
      jumpClock(ms);
      await advance(MINUTE_MS);
      expect(payloads).toHaveLength(1);
      await advance(HOUR_MS);
      await until(() => expect(payloads.length).toBeGreaterThanOrEqual(1 + 6));
      expect(payloads.length).toBeLessThanOrEqual(1 + 12);
    });

    test.for(BACK)("%s, do not fire a second time for the same time", async ([, ms], { skip }) => {
      const { queue, jumpClock, advance } = await open(make);
      if (jumpClock === undefined) return skip("the clock cannot be set here");
      const { handler, payloads } = recordCalls();
      await queue.start({ task: handler }, [{ ...EVERY_FIVE, pattern: "0 * * * *" }]);
      await advance(HOUR_MS);
      await until(() => expect(payloads).toHaveLength(1));
      jumpClock(ms);
      await advance(HOUR_MS / 2);
      expect(payloads).toHaveLength(1);
    });

    test.for(FORTH)("%s, fire once for what was skipped, then at their times", async ([, ms], { skip }) => {
      const { queue, jumpClock, advance, now } = await open(make);
      if (jumpClock === undefined) return skip("the clock cannot be set here");
      const { handler, payloads } = recordCalls();
      await queue.start({ task: handler }, [EVERY_FIVE]);
      await advance(MINUTE_MS);
      jumpClock(ms);
      await advance(2000);
      await until(() => expect(payloads).toHaveLength(1));
      await advance(5 * MINUTE_MS - (now() % (5 * MINUTE_MS)) - 2000);
      expect(payloads).toHaveLength(1);
      await advance(4000);
      await until(() => expect(payloads).toHaveLength(2));
    });
  });
}

function describeRestart(make: MakeJobQueue): void {
  describe("when the clock is set back while nobody runs", () => {
    test.for(BACK)("%s, waiting jobs run and crons go on without firing twice", async ([, ms], { skip }) => {
      const underTest = await open(make);
      if (underTest.jumpClock === undefined || underTest.secondProcess === undefined) return skip("the clock cannot be set here");
      const { handler, payloads } = recordCalls();
      await underTest.queue.start({ task: handler }, [EVERY_FIVE]);
      await underTest.advance(6 * MINUTE_MS);
      await until(() => expect(payloads).toEqual(["cron"]));
      await underTest.queue.stop(0);
      await underTest.queue.add("task", "waiting");
      underTest.jumpClock(ms);
      const second = await openSecond(underTest);
      await second.queue.start({ task: handler }, [EVERY_FIVE]);
      await until(() => expect(payloads).toEqual(["cron", "waiting"]));
      await underTest.advance(MINUTE_MS);
      expect(payloads).toHaveLength(2);
      await underTest.advance(10 * MINUTE_MS);
      await until(() => expect(payloads).toEqual(["cron", "waiting", "cron"]));
    });
  });
}
