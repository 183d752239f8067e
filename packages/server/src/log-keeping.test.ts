import { createRuntimeSettings, type NewLogEntry, type Ports } from "@smartypants/core";
import { expect, test, vi } from "vitest";
import { gatherLog, keepLog } from "./log-keeping.ts";
import { captureLog } from "./testing/captured-log.ts";

function world(add: (entries: readonly NewLogEntry[]) => Promise<void>) {
  const { logger } = captureLog();
  const trimmed: { readonly since: number; readonly lines: number }[] = [];
  const trim = async (keep: (typeof trimmed)[number]): Promise<number> => (trimmed.push(keep) === 1 ? 5 : 0);
  const settings = createRuntimeSettings({
    database: { settings: { get: async () => undefined, set: async () => {}, all: async () => [] } },
  });
  const database = { logs: { add, trim } } as unknown as Ports["database"];
  const keeping = keepLog({ database, settings, clock: { now: () => 20 * 86_400_000 } }, logger, gatherLog(logger));
  return { logger, keeping, trimmed };
}

test("while lines cannot be stored they wait, that is said once, and they come in their order when they can", async () => {
  const stored: NewLogEntry[] = [];
  let isDown = true;
  const { logger, keeping } = world(async (entries) => {
    if (isDown) throw new Error("no room");
    stored.push(...entries);
  });
  logger.info({}, "first");
  await keeping.flush();
  await keeping.flush();
  await keeping.flush();
  isDown = false;
  logger.info({}, "last");
  await keeping.stop();
  const messages = stored.map(({ message }) => message);
  expect(messages.filter((message) => message.startsWith("the log could not be stored"))).toHaveLength(1);
  expect([messages[0], messages.at(-1)]).toEqual(["first", "last"]);
});

// A request must never wait for its own log.
test("a store that does not answer holds nobody up, and what does not fit meanwhile is counted", async () => {
  const gate = Promise.withResolvers<void>();
  const stored: NewLogEntry[] = [];
  const { logger, keeping } = world(async (entries) => {
    await gate.promise;
    stored.push(...entries);
  });
  logger.info({}, "taken");
  const flushing = keeping.flush();
  for (let at = 0; at < 20_000; at++) logger.info({ at }, "many");
  gate.resolve();
  await flushing;
  await vi.waitFor(async () => {
    await keeping.flush();
    expect(stored.at(-1)?.fields).toEqual({ at: 19_999 });
  });
  await keeping.stop();
  expect(stored.length).toBeLessThan(7_000);
  expect(stored.length + stored.reduce((sum, { lost }) => sum + lost, 0)).toBe(20_001);
});

test("what is too old or too much is erased as the settings say, until nothing is left to erase", async () => {
  const { keeping, trimmed } = world(async () => {});
  await keeping.stop();
  expect(trimmed).toEqual([1, 2].map(() => ({ since: 6 * 86_400_000, lines: 100_000 })));
});
