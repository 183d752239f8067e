import { SmartyError } from "@smartypants/sdk";
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, holdCalls, type MakeJobQueue, onlyJob, open, recordCalls, until } from "./under-test.ts";

export function describeControl(make: MakeJobQueue): void {
  describe("cancel, retry and list", () => {
    test("a waiting job that is cancelled does not run, and may be put back", async () => {
      const { queue, advance, now } = await open(make);
      const { handler, payloads } = recordCalls();
      await queue.start({ task: handler }, []);
      const id = await queue.add("task", 1, { runAt: now() + 10_000 });
      expect(await queue.cancel(id)).toBe(true);
      expect(await queue.cancel(id)).toBe(false);
      expect(await onlyJob(queue)).toMatchObject({ state: "cancelled", finishedAt: now() });
      await advance(20_000);
      expect(payloads).toEqual([]);
      expect(await queue.retry(id)).toBe(true);
      expect(await queue.retry(id)).toBe(false);
      await until(() => expect(payloads).toEqual([1]));
    });

    test("a running job that is cancelled is told to stop and is not tried again", async () => {
      const { queue, advance } = await open(make);
      const held = holdCalls();
      await queue.start({ task: held.handler }, []);
      const id = await queue.add("task", 1);
      const call = await held.call(0);
      expect(await queue.cancel(id)).toBe(true);
      await advance(10_000);
      expect(call.context.signal.aborted).toBe(true);
      await until(async () => expect(await onlyJob(queue)).toMatchObject({ id, state: "cancelled" }));
      await advance(60_000);
      expect(held.calls).toHaveLength(1);
    });

    test("ids that do not exist are answered with false", async () => {
      const { queue } = await open(make);
      for (const id of ["4711", "", "x", "1e3", "-1", "99999999999999999999"]) {
        expect(await queue.cancel(id)).toBe(false);
        expect(await queue.retry(id)).toBe(false);
      }
    });

    test("a dead letter is listed with its reason, and put back with all its attempts", async () => {
      const { queue } = await open(make);
      const held = holdCalls();
      await queue.start({ task: held.handler }, []);
      const id = await queue.add("task", { a: 1 }, { maxAttempts: 2 });
      (await held.call(0)).end(new SmartyError("config", "Set the token."));
      await until(async () =>
        expect(await queue.list({ states: ["failed"], limit: 10 })).toMatchObject([{ id, payload: { a: 1 }, lastError: "Set the token." }]),
      );
      expect(await queue.retry(id)).toBe(true);
      const again = await held.call(1);
      expect(again.context.attempt).toBe(1);
      expect(await onlyJob(queue)).toMatchObject({ state: "running", lastError: null, finishedAt: null });
      again.end();
      await until(async () => expect(await queue.list({ limit: 10 })).toEqual([]));
    });
  });
  describeList(make);
}

function describeList(make: MakeJobQueue): void {
  describe("list", () => {
    test("pages from the newest to the oldest without a gap, by state", async () => {
      const { queue, now } = await open(make);
      const ids: string[] = [];
      for (let index = 0; index < 5; index++) ids.push(await queue.add("task", index, { runAt: now() + HOUR_MS }));
      await queue.cancel(ids[1] ?? "");
      const newestFirst = ids.toReversed();
      const page = async (after?: string): Promise<readonly string[]> =>
        (await queue.list({ limit: 2, ...(after !== undefined && { after }) })).map((job) => job.id);
      expect(await page()).toEqual(newestFirst.slice(0, 2));
      expect(await page(newestFirst[1])).toEqual(newestFirst.slice(2, 4));
      expect(await page(newestFirst[3])).toEqual(newestFirst.slice(4));
      expect(await page(newestFirst[4])).toEqual([]);
      expect(await queue.list({ states: ["cancelled", "failed"], limit: 10 })).toMatchObject([{ id: ids[1] }]);
      expect(await queue.list({ states: [], limit: 10 })).toEqual([]);
    });

    test("a job that ended without success is kept for 30 days", async ({ skip }) => {
      const { queue, advance, jumpClock, now } = await open(make);
      if (jumpClock === undefined) return skip("the clock cannot be set");
      await queue.start({}, []);
      await queue.cancel(await queue.add("task", 1, { runAt: now() + HOUR_MS }));
      jumpClock(29 * DAY_MS);
      await advance(2 * HOUR_MS);
      expect(await onlyJob(queue)).toMatchObject({ state: "cancelled" });
      jumpClock(DAY_MS);
      await advance(2 * HOUR_MS);
      expect(await queue.list({ limit: 10 })).toEqual([]);
    });
  });
}
