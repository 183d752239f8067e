import { SmartyError } from "@smartypants/sdk";
import { describe, expect, test } from "vitest";
import type { Cron } from "../../ports/jobs.ts";
import {
  advanceUntil,
  DAY_MS,
  HOUR_MS,
  holdCalls,
  type MakeJobQueue,
  MINUTE_MS,
  onlyJob,
  open,
  openSecond,
  recordCalls,
  until,
} from "./under-test.ts";

const EVERY_FIVE: Cron = { name: "five", pattern: "*/5 * * * *", task: "task", payload: "five" };

/** The time that is left of the five minutes. */
function untilFive(now: number): number {
  return 5 * MINUTE_MS - (now % (5 * MINUTE_MS));
}

export function describeCrons(make: MakeJobQueue): void {
  describe("crons", () => {
    test("a cron fires at each of its times, not before the first and not at the start", async () => {
      const { queue, advance, now } = await open(make);
      const { handler, payloads } = recordCalls();
      await queue.start({ task: handler }, [EVERY_FIVE]);
      await advance(untilFive(now()) - 2000);
      expect(payloads).toEqual([]);
      await advance(5000);
      await until(() => expect(payloads).toEqual(["five"]));
      await advance(10 * MINUTE_MS);
      await until(() => expect(payloads).toEqual(["five", "five", "five"]));
    });

    test("what two processes know fires once", async ({ skip }) => {
      const underTest = await open(make);
      if (underTest.secondProcess === undefined) return skip("there is no second process");
      const { handler, payloads } = recordCalls();
      const second = await openSecond(underTest);
      await underTest.queue.start({ task: handler }, [EVERY_FIVE]);
      await second.queue.start({ task: handler }, [EVERY_FIVE]);
      await underTest.advance(30 * MINUTE_MS);
      await until(() => expect(payloads.length).toBeGreaterThanOrEqual(6));
      await underTest.advance(2000);
      expect(payloads).toHaveLength(6);
    });

    test("a day's times that were missed while nobody ran fire once, then the schedule goes on", async ({ skip }) => {
      const underTest = await open(make);
      if (underTest.secondProcess === undefined) return skip("there is no second process");
      const { handler, payloads } = recordCalls();
      await underTest.queue.start({ task: handler }, [EVERY_FIVE]);
      await advanceUntil(underTest, underTest.queue.stop(0));
      await underTest.advance(DAY_MS);
      const second = await openSecond(underTest);
      await second.queue.start({ task: handler }, [EVERY_FIVE]);
      await until(() => expect(payloads).toEqual(["five"]));
      await underTest.advance(untilFive(underTest.now()) - 2000);
      expect(payloads).toHaveLength(1);
      await underTest.advance(5000);
      await until(() => expect(payloads).toHaveLength(2));
    });
  });
  describeCronJobs(make);
  describeSetCrons(make);
}

function describeCronJobs(make: MakeJobQueue): void {
  describe("the jobs of crons", () => {
    test("a cron's jobs never run beside each other, and at most one waits", async () => {
      const { queue, advance } = await open(make);
      const held = holdCalls();
      await queue.start({ task: held.handler }, [EVERY_FIVE]);
      await advance(6 * MINUTE_MS);
      const call = await held.call(0);
      await advance(20 * MINUTE_MS);
      expect(held.calls).toHaveLength(1);
      expect(await queue.list({ states: ["waiting"], limit: 10 })).toHaveLength(1);
      call.end();
      await held.call(1);
    });

    // A cron that resets the back-off would ask an unreachable source forever, every time as if it were the first.
    test("a job that waits for its back-off is kept as it is", async () => {
      const { queue, advance, now } = await open(make);
      const held = holdCalls();
      await queue.start({ task: held.handler }, [EVERY_FIVE]);
      await advance(5 * MINUTE_MS);
      const runAt = now() + HOUR_MS;
      (await held.call(0)).end(new SmartyError("rate_limited", "Slow down.", { retryAfterMs: HOUR_MS }));
      await until(async () => expect(await onlyJob(queue)).toMatchObject({ state: "waiting", attempts: 1, runAt }));
      await advance(11 * MINUTE_MS);
      expect(await onlyJob(queue)).toMatchObject({ state: "waiting", attempts: 1, runAt });
    });
  });
}

function byText(a: unknown, b: unknown): number {
  return String(a).localeCompare(String(b));
}

function named(name: string, pattern = "*/5 * * * *"): Cron {
  return { name, pattern, task: "task", payload: name };
}

function describeSetCrons(make: MakeJobQueue): void {
  describe("setCrons", () => {
    test("replaces those with the prefix and leaves the others alone", async () => {
      const { queue, advance } = await open(make);
      const { handler, payloads } = recordCalls();
      await queue.setCrons("source:", [named("source:1"), named("source:2")]);
      await queue.start({ task: handler }, [named("own")]);
      await queue.setCrons("source:", [named("source:2"), named("source:3")]);
      await advance(5 * MINUTE_MS);
      await until(() => expect(payloads.toSorted(byText)).toEqual(["own", "source:2", "source:3"]));
      await queue.setCrons("source:", []);
      await advance(5 * MINUTE_MS);
      await until(() => expect(payloads.toSorted(byText)).toEqual(["own", "own", "source:2", "source:3"]));
    });

    test("setting the same again loses no time", async () => {
      const { queue, advance, now } = await open(make);
      const { handler, payloads } = recordCalls();
      await queue.start({ task: handler }, []);
      await queue.setCrons("source:", [named("source:1")]);
      await advance(untilFive(now()) - 1000);
      await queue.setCrons("source:", [named("source:1")]);
      await advance(3000);
      await until(() => expect(payloads).toEqual(["source:1"]));
    });

    test("a changed schedule begins now", async () => {
      const { queue, advance } = await open(make);
      const { handler, payloads } = recordCalls();
      await queue.start({ task: handler }, []);
      await queue.setCrons("source:", [named("source:1", "0 0 1 1 *")]);
      await advance(20 * MINUTE_MS);
      await queue.setCrons("source:", [named("source:1")]);
      await advance(1000);
      expect(payloads).toEqual([]);
      await advance(5 * MINUTE_MS);
      await until(() => expect(payloads).toEqual(["source:1"]));
    });

    test.each(["", "every day", "* * * * * *", "61 * * * *"])("the pattern %j is refused and changes nothing", async (pattern) => {
      const { queue, advance } = await open(make);
      const { handler, payloads } = recordCalls();
      await queue.start({ task: handler }, []);
      await queue.setCrons("source:", [named("source:1")]);
      await expect(queue.setCrons("source:", [named("source:2"), named("source:3", pattern)])).rejects.toMatchObject({ code: "invalid" });
      await advance(5 * MINUTE_MS);
      await until(() => expect(payloads).toEqual(["source:1"]));
    });
  });
}
