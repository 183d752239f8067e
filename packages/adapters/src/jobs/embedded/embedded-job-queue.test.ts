import { describeJobQueue, type JobQueueUnderTest } from "@smartypants/core/testing";
import type { JobQueue } from "@smartypants/core";
import { type Kysely, type KyselyPlugin, sql } from "kysely";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Schema } from "../../database/schema.ts";
import { openTestSqlite } from "../../database/testing/describe-on-engines.ts";
import { createEmbeddedJobQueue, type EmbeddedJobQueueOptions } from "./embedded-job-queue.ts";
import { createJobWriter } from "./job-writer.ts";
import { createFakeTime } from "./testing/fake-time.ts";
import { createTestBus, makeJobQueueUnderTest, quietLogger } from "./testing/job-queue-under-test.ts";

describeJobQueue("the embedded queue on SQLite", makeJobQueueUnderTest);

/** A queue with its database and bus at hand, in fake time. */
async function open(options: Partial<EmbeddedJobQueueOptions> = {}, plugin?: KyselyPlugin) {
  const { handle, dispose } = await openTestSqlite();
  onTestFinished(dispose);
  const time = createFakeTime();
  const bus = createTestBus();
  const create = (more: Partial<EmbeddedJobQueueOptions> = {}): JobQueue => {
    const db = plugin === undefined ? handle.db : handle.db.withPlugin(plugin);
    return createEmbeddedJobQueue({ db, clock: time.clock, bus, logger: quietLogger, timers: time.createTimers(), ...options, ...more });
  };
  return { db: handle.db, time, bus, create, queue: create() };
}

function until(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 10_000, interval: 5 });
}

async function statesOf(queue: Pick<JobQueueUnderTest["queue"], "list">): Promise<readonly string[]> {
  return (await queue.list({ limit: 100 })).map((job) => job.state);
}

describe("jobs added in a transaction", () => {
  test("exist when it commits, and run at once when the bus is told, without a poll", async () => {
    const { db, time, bus, queue } = await open();
    const payloads: unknown[] = [];
    await queue.start({ task: async (payload) => void payloads.push(payload) }, []);
    const failing = db.transaction().execute(async (tx) => {
      await createJobWriter(tx, time.clock).add("task", "rolled back");
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    await db.transaction().execute((tx) => createJobWriter(tx, time.clock).add("task", "committed"));
    bus.publish("job-added", { task: "task" });
    await until(() => expect(payloads).toEqual(["committed"]));
  });

  test("are found by the next poll when nobody tells", async () => {
    const { db, time, queue } = await open({ pollMs: 500 });
    const payloads: unknown[] = [];
    await queue.start({ task: async (payload) => void payloads.push(payload) }, []);
    await createJobWriter(db, time.clock).add("task", 1);
    await time.advance(500);
    await until(() => expect(payloads).toEqual([1]));
  });

  test("are known by their key as long as they wait or run", async () => {
    const { db, time } = await open();
    const writer = createJobWriter(db, time.clock);
    await writer.add("task", 1, { key: "k" });
    expect([await writer.isKeyAlive("k"), await writer.isKeyAlive("other")]).toEqual([true, false]);
    for (const [state, isAlive] of [
      ["running", true],
      ["failed", false],
      ["quarantined", false],
    ] as const) {
      await sql`update job set state = ${state}`.execute(db);
      expect(await writer.isKeyAlive("k"), state).toBe(isAlive);
    }
  });

  test("may be hurried while they wait for a later time, and never made later", async () => {
    const { db, time, queue } = await open();
    const writer = createJobWriter(db, time.clock);
    const now = time.clock.now();
    const later = await writer.add("task", 1, { runAt: now + 60_000 });
    const due = await writer.add("task", 2, { runAt: now - 5 });
    for (const id of [later, due, "999"]) await writer.hurry(id);
    expect((await queue.list({ limit: 10 })).map((job) => job.runAt - now)).toEqual([-5, 0]);
  });

  test("a waiting job is removed by its key, one that runs is not", async () => {
    const { db, time, queue } = await open();
    const writer = createJobWriter(db, time.clock);
    await writer.add("task", 1, { key: "k" });
    await writer.add("task", 1, { key: "other" });
    await writer.removeByKey("k");
    expect(await queue.list({ limit: 10 })).toMatchObject([{ key: "other" }]);
    await sql`update job set state = 'running'`.execute(db);
    await writer.removeByKey("other");
    expect(await statesOf(queue)).toEqual(["running"]);
  });
});

describe("the start of the only owner", () => {
  test("takes over at once what a crash has left running, two jobs with the same key included", async () => {
    const { queue, create } = await open();
    let running = 0;
    await queue.start({ task: () => new Promise(() => void running++) }, []);
    await queue.add("task", 1, { key: "k" });
    await until(() => expect(running).toBe(1));
    await queue.add("task", 2, { key: "k" });
    await until(() => expect(running).toBe(2));
    const payloads: unknown[] = [];
    const restarted = create({ soleOwner: true });
    await restarted.start({ task: async (payload) => void payloads.push(payload) }, []);
    await until(() => expect(payloads).toEqual([1, 2]));
  });
});

describe("a job nobody here can run", () => {
  test("fails with a reason instead of waiting unseen", async () => {
    const { queue } = await open();
    await queue.start({ constructor: async () => {} }, []);
    await queue.add("toString", 1);
    await until(async () =>
      expect(await queue.list({ limit: 10 })).toMatchObject([{ state: "failed", lastError: expect.stringMatching(/"toString"/) }]),
    );
  });
});

describe("when the database fails", () => {
  test("an outcome is kept until it can be written, and the job does not run again", async () => {
    let isBroken = false;
    const plugin: KyselyPlugin = {
      transformQuery: ({ node }) => {
        if (isBroken) throw new Error("disk full");
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const { db, time, create } = await open({ leaseMs: 15_000 }, plugin);
    const queue = create();
    const runs: (() => void)[] = [];
    await queue.start({ task: () => new Promise((resolve) => void runs.push(resolve)) }, []);
    await queue.add("task", 1);
    await until(() => expect(runs).toHaveLength(1));
    isBroken = true;
    runs[0]?.();
    await time.advance(40_000);
    expect(await db.selectFrom("job").select("state").execute()).toEqual([{ state: "running" }]);
    isBroken = false;
    await time.advance(1000);
    expect(await db.selectFrom("job").selectAll().execute()).toEqual([]);
    expect(runs).toHaveLength(1);
  });
});

describe("an idle queue", () => {
  test("only reads, while ten thousand jobs wait for their time", async () => {
    const writes: unknown[] = [];
    let reads = 0;
    const plugin: KyselyPlugin = {
      transformQuery: ({ node }) => {
        const isRead =
          node.kind === "SelectQueryNode" || (node.kind === "RawNode" && /^\s*(select|with)\b/.test(node.sqlFragments[0] ?? ""));
        if (isRead) reads++;
        else writes.push(node);
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const { db, time, create } = await open({}, plugin);
    await addWaiting(db, 10_000, time.clock.now() + 3_600_000);
    const queue = create();
    await queue.start({ task: async () => {} }, [{ name: "hourly", pattern: "30 * * * *", task: "task" }]);
    // Outcomes that are written must not be written again.
    const id = await queue.add("task", 1);
    await until(async () => expect(await queue.list({ limit: 1 })).not.toMatchObject([{ id }]));
    await time.advance(1000);
    reads = 0;
    writes.length = 0;
    await time.advance(60_000);
    expect(writes).toEqual([]);
    expect(reads).toBeGreaterThan(0);
    expect(reads).toBeLessThanOrEqual(2 * 120);
  });
});

async function addWaiting(db: Kysely<Schema>, count: number, runAt: number): Promise<void> {
  await sql`
    with recursive number(n) as (select 1 union all select n + 1 from number where n < ${count})
    insert into job (task, payload, state, priority, run_at, max_attempts, created_at)
    select 'task', 'null', 'waiting', n % 3, ${runAt}, 25, 0 from number`.execute(db);
}

describe("suspects", () => {
  // Neighbours of a deadly job are counted as crashed with it. Run together again and again, they would be set aside with it.
  test("a job that crashed twice is not run beside others that crashed", async () => {
    const { db, time, queue } = await open({ concurrency: 8 });
    for (const crashes of [2, 1, 1, 0, 0]) {
      await createJobWriter(db, time.clock).add("task", crashes);
      await sql`update job set crashes = ${crashes} where id = (select max(id) from job)`.execute(db);
    }
    const begun: { readonly payload: unknown; readonly end: () => void }[] = [];
    await queue.start({ task: (payload) => new Promise((resolve) => void begun.push({ payload, end: resolve })) }, []);
    await time.advance(2000);
    expect(begun.map((job) => job.payload)).toEqual([2, 0, 0]);
    begun[0]?.end();
    await until(() => expect(begun.map((job) => job.payload)).toEqual([2, 0, 0, 1, 1]));
  });
});

describe("a clock that was plainly wrong", () => {
  test("neither jobs nor crons of a process that believed it was years later wait for that time", async () => {
    const { time, queue, create } = await open();
    const payloads: unknown[] = [];
    const handlers = { task: async (payload: unknown) => void payloads.push(payload) };
    const cron = { name: "five", pattern: "*/5 * * * *", task: "task", payload: "cron" };
    await queue.start(handlers, [cron]);
    await queue.stop(0);
    await queue.add("task", "job");
    time.jump(-10 * 365 * 24 * 3_600_000);
    const restarted = create();
    await restarted.start(handlers, [cron]);
    await until(() => expect(payloads).toEqual(["job"]));
    await time.advance(5 * 60_000 + 1000);
    await until(() => expect(payloads).toEqual(["job", "cron"]));
  });
});
