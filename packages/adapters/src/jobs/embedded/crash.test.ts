import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { setTimeout as wait } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Schema } from "../../database/schema.ts";
import { openTestSqlite } from "../../database/testing/describe-on-engines.ts";
import { createJobWriter } from "./job-writer.ts";
import { listJobs } from "./list-jobs.ts";
import type { WorkerProcessMessage, WorkerProcessSettings } from "./testing/worker-process.ts";

const clock = { now: () => Date.now() };

async function openDatabase() {
  const database = await openTestSqlite();
  await sql`create table effect (job_id text primary key, runs integer not null)`.execute(database.handle.plain);
  return database;
}

interface Worker {
  readonly child: ChildProcess;
  readonly messages: readonly WorkerProcessMessage[];
  readonly kill: () => Promise<void>;
}

async function startWorker(settings: WorkerProcessSettings): Promise<Worker> {
  const script = fileURLToPath(new URL("./testing/worker-process.ts", import.meta.url));
  const child = fork(script, [JSON.stringify(settings)], {
    execArgv: ["--conditions=source", "--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const messages: WorkerProcessMessage[] = [];
  child.on("message", (message: WorkerProcessMessage) => void messages.push(message));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  onTestFinished(kill);
  await Promise.race([until(() => expect(messages).toContain("ready")), ended]);
  return { child, messages, kill };
}

function until(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 20_000, interval: 2 });
}

describe("real processes", () => {
  test("a server killed five times at any moment loses no job and repeats only what was running", async () => {
    const { handle, file, dispose } = await openDatabase();
    onTestFinished(dispose);
    const jobs = createJobWriter(handle.db, clock);
    const ids = await handle.db.transaction().execute(async (tx) => {
      const inside = createJobWriter(tx, clock);
      return Promise.all(Array.from({ length: 400 }, (_, index) => inside.add("count", { index }, index % 3 === 0 ? { queue: "a" } : {})));
    });
    const settings = { file, soleOwner: true, leaseMs: 15_000, pollMs: 500 };
    let wasInterrupted = 0;
    for (let round = 0; round < 5; round++) {
      const worker = await startWorker(settings);
      // Some progress each time, or the same few jobs would die three times and rightly be set aside.
      const enough = (await countEffects(handle.plain)) + 12 + Math.floor(Math.random() * 40);
      await until(async () => expect(await countEffects(handle.plain)).toBeGreaterThanOrEqual(enough));
      await wait(Math.random() * 5);
      await worker.kill();
      wasInterrupted += (await listJobs(handle.db, { states: ["running"], limit: 10 })).length;
    }
    ids.push(await jobs.add("count", "the last"));
    const last = await startWorker(settings);
    await until(async () => expect(await listJobs(handle.db, { limit: 1 })).toEqual([]));
    await last.kill();
    const { rows } = await sql<{ jobId: string; runs: number }>`select job_id, runs from effect`.execute(handle.db);
    expect(new Set(rows.map((row) => row.jobId))).toEqual(new Set(ids));
    const repeated = rows.reduce((sum, row) => sum + row.runs - 1, 0);
    expect(repeated).toBeLessThanOrEqual(wasInterrupted);
    expect(wasInterrupted).toBeGreaterThan(0);
  });

  test("a job that kills its process is set aside after three times; its neighbours are all done", async () => {
    const { handle, file, dispose } = await openDatabase();
    onTestFinished(dispose);
    const jobs = createJobWriter(handle.db, clock);
    const settings = { file, soleOwner: true, leaseMs: 15_000, pollMs: 500 };
    for (let index = 0; index < 30; index++) await jobs.add("count", index);
    const poison = await jobs.add("poison", "a damaged file");
    for (let index = 0; index < 30; index++) await jobs.add("count", index);
    let restarts = 0;
    for (; restarts < 10; restarts++) {
      const { child, kill } = await startWorker(settings);
      const isDone = async (): Promise<boolean> => (await listJobs(handle.db, { states: ["waiting", "running"], limit: 1 })).length === 0;
      await until(async () => expect(child.signalCode !== null || (await isDone())).toBe(true));
      const hasDied = child.signalCode !== null;
      await kill();
      if (!hasDied) break;
    }
    expect(restarts).toBe(3);
    const left = await listJobs(handle.db, { limit: 100 });
    expect(left).toMatchObject([{ id: poison, state: "quarantined", crashes: 3 }]);
    const { rows } = await sql<{ jobId: string }>`select job_id from effect`.execute(handle.db);
    expect(rows).toHaveLength(60);
  });

  test("a stopped process whose lease ran out cannot finish its job when it goes on", async () => {
    const { handle, file, dispose } = await openDatabase();
    onTestFinished(dispose);
    const settings = { file, soleOwner: false, leaseMs: 1500, pollMs: 50 };
    const id = await createJobWriter(handle.db, clock).add("hold", null);
    const first = await startWorker(settings);
    await until(() => expect(first.messages).toContainEqual({ holding: id }));
    first.child.kill("SIGSTOP");
    const second = await startWorker(settings);
    await until(() => expect(second.messages).toContainEqual({ holding: id }));
    first.child.send("finish");
    first.child.kill("SIGCONT");
    await until(() => expect(first.messages).toContainEqual({ released: id }));
    // Two renewals of the second process later its job is still there, and still its own.
    const before = await leaseOf(handle.db, id);
    await until(async () => expect((await leaseOf(handle.db, id)).leaseUntil).toBeGreaterThan(before.leaseUntil + 800));
    expect(await leaseOf(handle.db, id)).toMatchObject({ state: "running", token: before.token, owner: before.owner });
    second.child.send("finish");
    await until(async () => expect(await listJobs(handle.db, { limit: 1 })).toEqual([]));
  });
});

async function countEffects(db: Kysely<never>): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from effect`.execute(db);
  return rows[0]?.count ?? 0;
}

async function leaseOf(db: Kysely<Schema>, id: string) {
  const row = await db
    .selectFrom("job")
    .select(["state", "token", "owner", "leaseUntil"])
    .where("id", "=", Number(id))
    .executeTakeFirstOrThrow();
  return { ...row, leaseUntil: row.leaseUntil ?? 0 };
}
