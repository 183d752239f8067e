import { describe, expect, test } from "vitest";
import { HOUR_MS, holdCalls, type MakeJobQueue, onlyJob, open, until } from "./under-test.ts";

export function describeKeys(make: MakeJobQueue): void {
  describe("keys", () => {
    test("adding again replaces the payload of the waiting job and keeps the earlier time, either way round", async () => {
      const { queue, now } = await open(make);
      const soon = now() + HOUR_MS;
      const id = await queue.add("task", "old", { key: "k", runAt: soon });
      expect(await queue.add("task", "new", { key: "k", runAt: soon + HOUR_MS })).toBe(id);
      expect(await onlyJob(queue)).toMatchObject({ payload: "new", runAt: soon, key: "k" });
      await queue.add("task", "newest", { key: "k" });
      expect(await onlyJob(queue)).toMatchObject({ id, payload: "newest", runAt: now() });
    });

    test("adding while a job with the key runs makes a second one, which waits and is then the one replaced", async () => {
      const { queue } = await open(make);
      const held = holdCalls();
      await queue.start({ task: held.handler }, []);
      await queue.add("task", 1, { key: "k", queue: "serial" });
      const call = await held.call(0);
      await queue.add("task", 2, { key: "k", queue: "serial" });
      await queue.add("task", 3, { key: "k", queue: "serial" });
      expect(await queue.list({ states: ["waiting"], limit: 10 })).toMatchObject([{ payload: 3 }]);
      call.end();
      expect((await held.call(1)).payload).toBe(3);
    });

    test("one that fails while another with its key waits gives the key up, and both run", async () => {
      const { queue, advance } = await open(make);
      const held = holdCalls();
      await queue.start({ task: held.handler }, []);
      const first = await queue.add("task", 1, { key: "k", queue: "serial" });
      const call = await held.call(0);
      await queue.add("task", 2, { key: "k", queue: "serial" });
      call.end(new Error("no"));
      const second = await held.call(1);
      expect(second.payload).toBe(2);
      const waiting = await queue.list({ states: ["waiting"], limit: 10 });
      expect(waiting).toMatchObject([{ id: first, key: null, attempts: 1 }]);
      second.end();
      await advance(20_000);
      expect((await held.call(2)).payload).toBe(1);
    });
  });
  describeFreedKeys(make);
}

function describeFreedKeys(make: MakeJobQueue): void {
  describe("keys that were given up", () => {
    test("a job put back finds its key taken and goes without", async () => {
      const { queue, now } = await open(make);
      const runAt = now() + HOUR_MS;
      const first = await queue.add("task", 1, { key: "k", runAt });
      await queue.cancel(first);
      const second = await queue.add("task", 2, { key: "k", runAt });
      expect(await queue.retry(first)).toBe(true);
      const jobs = await queue.list({ states: ["waiting"], limit: 10 });
      expect(jobs.map(({ id, key }) => ({ id, key }))).toEqual([
        { id: second, key: "k" },
        { id: first, key: null },
      ]);
    });

    test("a key is free again when its job is done", async () => {
      const { queue } = await open(make);
      const held = holdCalls();
      await queue.start({ task: held.handler }, []);
      const first = await queue.add("task", 1, { key: "k" });
      (await held.call(0)).end();
      await until(async () => expect(await queue.list({ limit: 10 })).toEqual([]));
      expect(await queue.add("task", 2, { key: "k" })).not.toBe(first);
      expect((await held.call(1)).payload).toBe(2);
    });
  });
}
