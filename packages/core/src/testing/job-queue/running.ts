import { describe, expect, test } from "vitest";
import { HOUR_MS, holdCalls, type MakeJobQueue, open, recordCalls, until } from "./under-test.ts";

export function describeRunning(make: MakeJobQueue): void {
  describe("running", () => {
    test("a job runs once, with its payload, and leaves nothing behind", async () => {
      const { queue, advance } = await open(make);
      const held = holdCalls();
      await queue.start({ task: held.handler }, []);
      const id = await queue.add("task", { text: "\u{1F600} \0 ü", list: [1, null] });
      const call = await held.call(0);
      expect(call.payload).toEqual({ text: "\u{1F600} \0 ü", list: [1, null] });
      expect(call.context).toMatchObject({ jobId: id, attempt: 1 });
      expect(await queue.list({ states: ["running"], limit: 10 })).toMatchObject([{ id, task: "task", state: "running", attempts: 1 }]);
      call.end();
      await until(async () => expect(await queue.list({ limit: 10 })).toEqual([]));
      await advance(HOUR_MS / 60);
      expect(held.calls).toHaveLength(1);
    });

    test("jobs added before the start run, lower priorities first, then in order of their times", async () => {
      const { queue, now } = await open(make);
      const { handler, payloads } = recordCalls();
      await queue.add("task", "second");
      await queue.add("task", "third");
      await queue.add("task", "last", { priority: 5 });
      await queue.add("task", "first", { runAt: now() - 1000 });
      await queue.add("task", "urgent", { priority: -5 });
      await queue.start({ task: handler }, []);
      await until(() => expect(payloads).toEqual(["urgent", "first", "second", "third", "last"]));
    });

    test("a job does not run before its time", async () => {
      const { queue, now, advance } = await open(make);
      const { handler, payloads } = recordCalls();
      await queue.start({ task: handler }, []);
      await queue.add("task", "later", { runAt: now() + 60_000 });
      await queue.add("task", "now", { priority: 9 });
      await until(() => expect(payloads).toEqual(["now"]));
      await advance(55_000);
      expect(payloads).toEqual(["now"]);
      await advance(10_000);
      await until(() => expect(payloads).toEqual(["now", "later"]));
    });
  });
  describeOptions(make);
}

function describeOptions(make: MakeJobQueue): void {
  describe("options", () => {
    test("jobs of one queue run one after another, while others go on", async () => {
      const { queue, advance } = await open(make);
      const held = holdCalls();
      await queue.add("task", "a1", { queue: "a" });
      await queue.add("task", "a2", { queue: "a" });
      await queue.add("task", "b1", { queue: "b" });
      await queue.add("task", "free");
      await queue.start({ task: held.handler }, []);
      await held.call(2);
      await advance(10_000);
      expect(new Set(held.calls.map((call) => call.payload))).toEqual(new Set(["a1", "b1", "free"]));
      held.calls.find((call) => call.payload === "a1")?.end();
      expect((await held.call(3)).payload).toBe("a2");
    });

    test("options that make no sense are refused", async () => {
      const { queue } = await open(make);
      await expect(queue.add("task", 1, { maxAttempts: 0 })).rejects.toMatchObject({ code: "invalid" });
      await expect(queue.add("task", 1, { runAt: Number.NaN })).rejects.toMatchObject({ code: "invalid" });
      await expect(queue.add("task", 1, { priority: 0.5 })).rejects.toMatchObject({ code: "invalid" });
      expect(await queue.list({ limit: 10 })).toEqual([]);
    });
  });
}
