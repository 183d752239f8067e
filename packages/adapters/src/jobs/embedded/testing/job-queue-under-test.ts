import type { BusEvents, EventBus, Logger } from "@smartypants/core";
import type { JobQueueUnderTest, QueueProcess } from "@smartypants/core/testing";
import { openSqliteHandle } from "../../../database/sqlite/open.ts";
import { startWriterThread } from "../../../database/sqlite/writer.ts";
import { openTestSqlite } from "../../../database/testing/describe-on-engines.ts";
import { createEmbeddedJobQueue, type EmbeddedJobQueueOptions } from "../embedded-job-queue.ts";
import { createFakeTime } from "./fake-time.ts";

const LEASE_MS = 15_000;

/** Quiet: what is logged is no promise of the queue. */
export const quietLogger: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

type Listeners = { readonly [Topic in keyof BusEvents]: Set<(event: BusEvents[Topic]) => void> };

/** The bus of one process. */
export function createTestBus(): EventBus {
  const listeners: Listeners = {
    "run-event": new Set(),
    "run-cancel": new Set(),
    "sync-progress": new Set(),
    "job-added": new Set(),
    settings: new Set(),
  };
  return {
    publish: (topic, event) => {
      for (const listener of listeners[topic]) listener(event);
    },
    subscribe: (topic, listener) => {
      listeners[topic].add(listener);
      return () => void listeners[topic].delete(listener);
    },
  };
}

/** The embedded queue on a SQLite file, each process with a writer thread, a bus and timers of its own. */
export async function makeJobQueueUnderTest(options: Partial<EmbeddedJobQueueOptions> = {}): Promise<JobQueueUnderTest> {
  const database = await openTestSqlite();
  const time = createFakeTime();
  const closing: (() => Promise<void>)[] = [];
  const createQueue = (db: EmbeddedJobQueueOptions["db"]): QueueProcess => {
    const timers = time.createTimers();
    const logger = quietLogger;
    const queue = createEmbeddedJobQueue({ db, clock: time.clock, bus: createTestBus(), logger, timers, leaseMs: LEASE_MS, ...options });
    return { queue, freeze: timers.freeze, thaw: timers.thaw };
  };
  return {
    queue: createQueue(database.handle.db).queue,
    now: () => time.clock.now(),
    advance: (ms) => time.advance(ms),
    jumpClock: (ms) => time.jump(ms),
    leaseMs: LEASE_MS,
    secondProcess: async () => {
      const writer = startWriterThread(database.file);
      const handle = openSqliteHandle(database.file, writer.connect("interactive"));
      closing.push(async () => {
        await handle.close();
        await writer.close();
      });
      return createQueue(handle.db);
    },
    close: async () => {
      for (const close of closing) await close();
      await database.dispose();
    },
  };
}
