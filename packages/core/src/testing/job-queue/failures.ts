import { type ErrorCode, SmartyError } from "@smartypants/sdk";
import { describe, expect, test } from "vitest";
import { HOUR_MS, holdCalls, type MakeJobQueue, onlyJob, open, until } from "./under-test.ts";

const PERMANENT: readonly ErrorCode[] = ["invalid", "not_found", "auth", "config", "unsupported"];

export function describeFailures(make: MakeJobQueue): void {
  describe("failures", () => {
    test("a failed job is tried again later and later until its attempts are used up, then it is kept as failed", async () => {
      const { queue, advance, now } = await open(make);
      const held = holdCalls();
      await queue.start({ task: held.handler }, []);
      await queue.add("task", 1, { maxAttempts: 3 });
      const delays: number[] = [];
      for (const attempt of [1, 2]) {
        const call = await held.call(attempt - 1);
        expect(call.context.attempt).toBe(attempt);
        const failedAt = now();
        call.end(new SmartyError("network", "The source cannot be reached."));
        await until(async () => expect(await onlyJob(queue)).toMatchObject({ state: "waiting", attempts: attempt }));
        delays.push((await onlyJob(queue)).runAt - failedAt);
        await advance(delays.at(-1) ?? 0);
        await advance(5000);
      }
      (await held.call(2)).end(new SmartyError("network", "The source cannot be reached."));
      await until(async () =>
        expect(await onlyJob(queue)).toMatchObject({ state: "failed", attempts: 3, lastError: "The source cannot be reached." }),
      );
      expect((await onlyJob(queue)).finishedAt).toBe(now());
      expect(delays[0]).toBeGreaterThanOrEqual(500);
      expect(delays[0]).toBeLessThanOrEqual(10_000);
      expect(delays[1]).toBeLessThanOrEqual(HOUR_MS);
      await advance(2 * 60_000);
      expect(held.calls).toHaveLength(3);
    });

    test("a failing job holds up neither its own queue nor others", async () => {
      const { queue } = await open(make);
      const held = holdCalls();
      await queue.start({ task: held.handler }, []);
      await queue.add("task", "bad", { queue: "a" });
      (await held.call(0)).end(new Error("no"));
      await queue.add("task", "good", { queue: "a" });
      expect((await held.call(1)).payload).toBe("good");
    });
  });
  describeNamedFailures(make);
}

function describeNamedFailures(make: MakeJobQueue): void {
  describe("failures that say what they are", () => {
    test.each(PERMANENT)("%s is not tried again", async (code) => {
      const { queue, advance } = await open(make);
      const held = holdCalls();
      await queue.start({ task: held.handler }, []);
      await queue.add("task", 1);
      (await held.call(0)).end(new SmartyError(code, "Do something about it."));
      await until(async () => expect(await onlyJob(queue)).toMatchObject({ state: "failed", lastError: "Do something about it." }));
      await advance(60_000);
      expect(held.calls).toHaveLength(1);
    });

    test("a vendor that names a time is asked again then, not before", async () => {
      const { queue, advance, now } = await open(make);
      const held = holdCalls();
      await queue.start({ task: held.handler }, []);
      await queue.add("task", 1);
      const call = await held.call(0);
      const failedAt = now();
      call.end(new SmartyError("rate_limited", "Slow down.", { retryAfterMs: 300_000 }));
      await until(async () => expect(await onlyJob(queue)).toMatchObject({ state: "waiting", runAt: failedAt + 300_000 }));
      await advance(290_000);
      expect(held.calls).toHaveLength(1);
      await advance(15_000);
      expect((await held.call(1)).context.attempt).toBe(2);
    });
  });
}
