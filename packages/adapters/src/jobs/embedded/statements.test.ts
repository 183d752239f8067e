import { type KyselyPlugin, sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import { openTestSqlite } from "../../database/testing/describe-on-engines.ts";
import { createJobWriter } from "./job-writer.ts";
import { claimNext, hasNextJob, settle } from "./statements.ts";

const clock = { now: () => 1000 };

async function open() {
  const { handle, dispose } = await openTestSqlite();
  onTestFinished(dispose);
  return handle.db;
}

describe("settle", () => {
  test("refuses an old token, another owner and a job that does not run", async () => {
    const db = await open();
    await createJobWriter(db, clock).add("task", 1);
    const job = await claimNext(db, { owner: "me", now: 1000, leaseUntil: 2000 });
    if (job === undefined) throw new Error("nothing was claimed");
    const done = { kind: "done" } as const;
    const failed = { kind: "failed", message: "no" } as const;
    for (const outcome of [done, failed]) {
      expect(await settle(db, "me", { id: job.id, token: job.token - 1 }, outcome, 1000)).toBe(false);
      expect(await settle(db, "other", job, outcome, 1000)).toBe(false);
    }
    expect(await settle(db, "me", job, failed, 1000)).toBe(true);
    expect(await settle(db, "me", job, done, 1000)).toBe(false);
    expect(await db.selectFrom("job").select(["state", "owner", "leaseUntil"]).execute()).toEqual([
      { state: "failed", owner: null, leaseUntil: null },
    ]);
  });
});

describe("the search for the next job", () => {
  // A scan of a backlog of a million would stall the main thread at every poll.
  test("steps over priorities whose jobs wait for later, in a backlog of 100,000", async () => {
    const db = await open();
    await sql`
      with recursive number(n) as (select 1 union all select n + 1 from number where n < 100000)
      insert into job (task, payload, state, priority, run_at, max_attempts, created_at)
      select 'task', 'null', 'waiting', n % 4, 5000, 25, 0 from number`.execute(db);
    await createJobWriter(db, clock).add("task", 1, { priority: 9 });
    for (let index = 0; index < 20; index++) expect(await hasNextJob(db, 1000)).toBe(true);
    expect(await hasNextJob(db, 999)).toBe(false);
    expect(await claimNext(db, { owner: "me", now: 1000, leaseUntil: 2000 })).toMatchObject({ payload: "1" });
  });

  test("seeks in the index of waiting jobs and scans no table", async () => {
    const db = await open();
    const plan: string[] = [];
    const explain: KyselyPlugin = {
      transformQuery: ({ node }) => {
        if (node.kind !== "RawNode") return node;
        const [first = "", ...others] = node.sqlFragments;
        return { ...node, sqlFragments: [`explain query plan ${first}`, ...others] };
      },
      transformResult: async ({ result }) => {
        for (const row of result.rows) plan.push(String(row["detail"]));
        return result;
      },
    };
    await hasNextJob(db.withPlugin(explain), 1000);
    expect(plan).toContainEqual(expect.stringMatching(/^SEARCH first USING INDEX job_waiting \(priority=\? AND run_at<\?\)/));
    expect(plan.filter((step) => /^SCAN (?!level|suspect USING INDEX job_running)/.test(step))).toEqual([]);
  });
});

test("a lane holds its queues to a part of the room, and others find theirs", async () => {
  const db = await open();
  const jobs = createJobWriter(db, clock);
  for (const queue of ["source:a", "source:b", "source:c", "sourcery"]) await jobs.add(queue, 1, { queue });
  await jobs.add("free", 1);
  const claim = async () =>
    (await claimNext(db, { owner: "me", now: 1000, leaseUntil: 2000, lane: { prefix: "source:", atMost: 2 } }))?.task;
  const claimed = [];
  for (let task = await claim(); task !== undefined; task = await claim()) claimed.push(task);
  expect(claimed).toEqual(["source:a", "source:b", "sourcery", "free"]);
  expect(await hasNextJob(db, 1000, { prefix: "source:", atMost: 2 })).toBe(false);
  expect(await hasNextJob(db, 1000, { prefix: "source:", atMost: 3 })).toBe(true);
});

test("what waits with a key can be read, and whether another queue could go on", async () => {
  const db = await open();
  const jobs = createJobWriter(db, clock);
  expect(await jobs.waitingPayload("k")).toBeNull();
  await jobs.add("task", { ids: [1] }, { key: "k", queue: "source:a" });
  expect(await jobs.waitingPayload("k")).toEqual({ ids: [1] });
  expect(await jobs.isQueueWaiting("source:", "source:a")).toBe(false);
  expect(await jobs.isQueueWaiting("source:", "source:b")).toBe(true);
  await jobs.add("later", 1, { queue: "source:c", runAt: 1001 });
  expect(await jobs.isQueueWaiting("source:", "source:a")).toBe(false);
  await claimNext(db, { owner: "me", now: 1000, leaseUntil: 2000 });
  expect(await jobs.waitingPayload("k")).toBeNull();
  await jobs.add("task", 2, { queue: "source:a" });
  // Its queue is busy: it waits for that, not for room.
  expect(await jobs.isQueueWaiting("source:", "source:b")).toBe(false);
});
