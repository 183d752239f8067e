import { describe, expect, test } from "vitest";
import type { JobHandler } from "../../ports/jobs.ts";
import { holdCalls, type JobQueueUnderTest, type MakeJobQueue, onlyJob, open, openSecond, recordCalls, until } from "./under-test.ts";

export function describeCrashes(make: MakeJobQueue): void {
  describe("crashes", () => {
    test("a job whose process died runs again elsewhere, its attempt uncounted and its crash counted", async ({ skip }) => {
      const underTest = await open(make);
      if (underTest.secondProcess === undefined) return skip("there is no second process");
      const id = await underTest.queue.add("task", "work", { maxAttempts: 1, queue: "serial" });
      await underTest.queue.add("task", "behind", { queue: "serial" });
      await runAndDie(underTest);
      const held = holdCalls();
      await underTest.queue.start({ task: held.handler }, []);
      await underTest.advance(underTest.leaseMs / 2);
      expect(held.calls).toEqual([]);
      await underTest.advance(underTest.leaseMs);
      const call = await held.call(0);
      expect(call).toMatchObject({ payload: "work", context: { jobId: id, attempt: 1 } });
      expect(await underTest.queue.list({ states: ["running"], limit: 10 })).toMatchObject([{ id, crashes: 1 }]);
      call.end();
      expect((await held.call(1)).payload).toBe("behind");
    });

    test("a job that is renewed is not taken away, however long it runs", async ({ skip }) => {
      const underTest = await open(make);
      if (underTest.secondProcess === undefined) return skip("there is no second process");
      const second = await openSecond(underTest);
      const held = holdCalls();
      await second.queue.start({ task: held.handler }, []);
      await second.queue.add("task", "long");
      const call = await held.call(0);
      await underTest.queue.start({ task: held.handler }, []);
      await underTest.advance(10 * underTest.leaseMs);
      expect(held.calls).toHaveLength(1);
      expect(call.context.signal.aborted).toBe(false);
    });
  });
  describeLateProcesses(make);
  describePoison(make);
  describeReportedCrashes(make);
}

function describeLateProcesses(make: MakeJobQueue): void {
  describe("late processes", () => {
    test.for(["success", "failure"])("a process that wakes up too late cannot write its %s", async (result, { skip }) => {
      const underTest = await open(make);
      if (underTest.secondProcess === undefined) return skip("there is no second process");
      const second = await openSecond(underTest);
      const late = holdCalls({ heedsSignal: false });
      await second.queue.start({ task: late.handler }, []);
      const id = await second.queue.add("task", "work");
      const lateCall = await late.call(0);
      second.freeze();
      const held = holdCalls();
      await underTest.queue.start({ task: held.handler }, []);
      await underTest.advance(2 * underTest.leaseMs);
      await held.call(0);
      second.thaw();
      await underTest.advance(underTest.leaseMs);
      expect(lateCall.context.signal.aborted).toBe(true);
      lateCall.end(result === "failure" ? new Error("late") : undefined);
      await underTest.advance(underTest.leaseMs);
      expect(await onlyJob(underTest.queue)).toMatchObject({ id, state: "running", attempts: 1, crashes: 1 });
      expect(held.calls).toHaveLength(1);
    });

    test("a job cancelled while its process is dead is cancelled, not run again", async ({ skip }) => {
      const underTest = await open(make);
      if (underTest.secondProcess === undefined) return skip("there is no second process");
      const id = await underTest.queue.add("task", "work");
      await runAndDie(underTest);
      expect(await underTest.queue.cancel(id)).toBe(true);
      const { handler, payloads } = recordCalls();
      await underTest.queue.start({ task: handler }, []);
      await underTest.advance(2 * underTest.leaseMs);
      expect(await onlyJob(underTest.queue)).toMatchObject({ id, state: "cancelled" });
      expect(payloads).toEqual([]);
    });
  });
}

function describePoison(make: MakeJobQueue): void {
  describe("poison", () => {
    test("after three crashes a job is set aside with its reason, and everything else goes on", async ({ skip }) => {
      const underTest = await open(make);
      if (underTest.secondProcess === undefined) return skip("there is no second process");
      const { queue } = underTest;
      const poison = await queue.add("task", "poison");
      for (const crashes of [0, 1, 2]) {
        await runAndDie(underTest);
        expect(await onlyJob(queue)).toMatchObject({ state: "running", crashes, attempts: 1 });
      }
      const { handler, payloads } = recordCalls();
      await queue.start({ task: handler }, []);
      await underTest.advance(2 * underTest.leaseMs);
      expect(await onlyJob(queue)).toMatchObject({ state: "quarantined", crashes: 3, lastError: expect.stringMatching(/stopped 3 times/) });
      await queue.add("task", "innocent");
      await until(() => expect(payloads).toEqual(["innocent"]));
      expect(await queue.retry(poison)).toBe(true);
      await until(() => expect(payloads).toEqual(["innocent", "poison"]));
    });
  });
}

/** Threads, for example, which die without their process. */
function describeReportedCrashes(make: MakeJobQueue): void {
  describe("reported crashes", () => {
    test("a job that reports the death of its worker three times is set aside, its attempts uncounted", async () => {
      const { queue } = await open(make);
      const seen: number[] = [];
      const poison: JobHandler = async (_payload, context) => {
        seen.push(context.attempt);
        context.reportCrash();
        throw new Error("the thread has died");
      };
      const { handler, payloads } = recordCalls();
      await queue.add("poison", "x", { maxAttempts: 1 });
      await queue.add("task", "innocent");
      await queue.start({ poison, task: handler }, []);
      await until(async () =>
        expect(await onlyJob(queue)).toMatchObject({
          state: "quarantined",
          crashes: 3,
          attempts: 0,
          lastError: expect.stringMatching(/stopped 3 times/),
        }),
      );
      expect(seen).toEqual([1, 1, 1]);
      expect(payloads).toEqual(["innocent"]);
    });

    test("a crash that was reported means nothing when the job succeeds all the same", async () => {
      const { queue } = await open(make);
      const id = await queue.add("task", "x");
      await queue.start({ task: async (_payload, context) => context.reportCrash() }, []);
      await until(async () => expect((await queue.list({ limit: 10 })).filter((job) => job.id === id)).toEqual([]));
    });
  });
}

/** A process takes the first job, which may have been another's, and is gone. */
async function runAndDie(underTest: JobQueueUnderTest): Promise<void> {
  const second = await openSecond(underTest);
  const held = holdCalls({ heedsSignal: false });
  await second.queue.start({ task: held.handler }, []);
  await underTest.advance(2 * underTest.leaseMs);
  await held.call(0);
  second.freeze();
}
