import { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { keepThread, type KeptThread } from "./keep-thread.ts";
import { createCaller, threadUrl } from "./rpc.ts";

function open(deaths?: number): KeptThread {
  const kept = keepThread({
    name: "test",
    methods: ["whoAreYou", "dieIfAny"],
    start: () => new Worker(threadUrl(import.meta.url, "./testing/mortal-thread")),
    ...(deaths !== undefined && { deaths }),
  });
  onTestFinished(() => kept.close());
  return kept;
}

/** How often the thread is to die of it. */
function deadly(times: number): readonly [Int32Array] {
  return [new Int32Array(new SharedArrayBuffer(4)).fill(times)];
}

test("a thread that dies is started again, and what it died of is asked once more", async () => {
  const kept = open();
  const deaths: Error[] = [];
  kept.onDeath((error) => deaths.push(error));
  const first = await kept.caller.call<number>("whoAreYou", []);
  const second = await kept.caller.call<number>("dieIfAny", deadly(1));
  expect(second).not.toBe(first);
  expect(await kept.caller.call("whoAreYou", [])).toBe(second);
  expect(deaths).toEqual([]);
  expect(kept.waiting).toBe(0);
});

test("what it dies of twice fails, and the thread is there for others", async () => {
  const kept = open();
  await expect(kept.caller.call("dieIfAny", deadly(2))).rejects.toMatchObject({ code: "unavailable" });
  expect(await kept.caller.call("whoAreYou", [])).toBeTypeOf("number");
});

test("a port outlives the thread that it was made with", async () => {
  const kept = open();
  const port = kept.connect();
  onTestFinished(() => port.close());
  const caller = createCaller(port, "test");
  const first = await caller.call("whoAreYou", []);
  await kept.caller.call("dieIfAny", deadly(1));
  expect(await caller.call("whoAreYou", [])).not.toBe(first);
  await expect(caller.call("never", [])).rejects.toMatchObject({ code: "internal" });
});

test("after so many deaths it stays dead and says so, once, also to who listens too late", async () => {
  const kept = open(2);
  const deaths: Error[] = [];
  kept.onDeath((error) => deaths.push(error));
  await expect(kept.caller.call("dieIfAny", deadly(2))).rejects.toMatchObject({ code: "unavailable" });
  await expect(kept.caller.call("whoAreYou", [])).rejects.toMatchObject({ code: "unavailable" });
  kept.onDeath((error) => deaths.push(error));
  expect(deaths.map((error) => error.message)).toEqual(["the test thread ended", "the test thread ended"]);
});

test("an error is no death", async () => {
  const kept = open(1);
  await expect(kept.caller.call("fail", [])).rejects.toMatchObject({ message: "no" });
  expect(await kept.caller.call("whoAreYou", [])).toBeTypeOf("number");
});

test("closing fails what is open, ports included, and is no death", async () => {
  const kept = open();
  const deaths: Error[] = [];
  kept.onDeath((error) => deaths.push(error));
  const caller = createCaller(kept.connect(), "test");
  await caller.call("whoAreYou", []);
  const hanging = kept.caller.call("never", []);
  hanging.catch(() => {});
  await kept.close();
  await expect(hanging).rejects.toMatchObject({ code: "unavailable" });
  await expect(caller.call("whoAreYou", [])).rejects.toMatchObject({ code: "unavailable" });
  await expect(kept.caller.call("whoAreYou", [])).rejects.toMatchObject({ code: "unavailable" });
  expect(deaths).toEqual([]);
});
