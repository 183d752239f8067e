import { describe, expect, test } from "vitest";
import { advanceUntil, HOUR_MS, holdCalls, type MakeJobQueue, onlyJob, open, openSecond } from "./under-test.ts";

export function describeStop(make: MakeJobQueue): void {
  describe("stop", () => {
    test("waits for running jobs and takes no more", async () => {
      const { queue } = await open(make);
      const held = holdCalls();
      await queue.start({ task: held.handler }, []);
      await queue.add("task", 1, { queue: "serial" });
      const call = await held.call(0);
      const stopped = queue.stop(HOUR_MS);
      const waiting = await queue.add("task", 2, { queue: "serial" });
      expect(call.context.signal.aborted).toBe(false);
      call.end();
      await stopped;
      expect(await onlyJob(queue)).toMatchObject({ id: waiting, state: "waiting", attempts: 0 });
      expect(held.calls).toHaveLength(1);
    });

    test.each([true, false])(
      "a job aborted at the end of the grace waits as if it had not begun (heeds its signal: %s)",
      async (heedsSignal) => {
        const underTest = await open(make);
        const { queue } = underTest;
        const held = holdCalls({ heedsSignal });
        await queue.start({ task: held.handler }, []);
        const id = await queue.add("task", 1, { maxAttempts: 1, key: "k" });
        const call = await held.call(0);
        await advanceUntil(underTest, queue.stop(1000));
        expect(call.context.signal.aborted).toBe(true);
        expect(await onlyJob(queue)).toMatchObject({ id, state: "waiting", attempts: 0, crashes: 0, key: "k" });
      },
    );

    test("is harmless before the start and when done twice", async () => {
      const { queue } = await open(make);
      await queue.stop(0);
      await queue.start({}, []);
      await queue.stop(0);
      await queue.stop(0);
      expect(await queue.list({ limit: 1 })).toEqual([]);
    });

    test("another process goes on with what was aborted", async ({ skip }) => {
      const underTest = await open(make);
      if (underTest.secondProcess === undefined) return skip("there is no second process");
      const held = holdCalls();
      await underTest.queue.start({ task: held.handler }, []);
      await underTest.queue.add("task", "work");
      await held.call(0);
      await advanceUntil(underTest, underTest.queue.stop(0));
      const second = await openSecond(underTest);
      await second.queue.start({ task: held.handler }, []);
      expect(await held.call(1)).toMatchObject({ payload: "work", context: { attempt: 1 } });
    });
  });
}
