import type { Clock, JobOptions, JobWriter } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { type Insertable, type Kysely, sql } from "kysely";
import type { JobRow, Schema } from "../../database/schema.ts";

const ATTEMPTS_WHEN_ABSENT = 25;

/**
 * Adds jobs with the statements of `db`, which may be a transaction: the job commits with it. Nobody is told; publish "job-added" after
 * the commit, or the queue finds the job at its next poll.
 */
export function createJobWriter(db: Kysely<Schema>, clock: Clock): JobWriter {
  return {
    add: async (task, payload, options = {}) => {
      const { id } = await db
        .insertInto("job")
        .values(newJob(task, payload, options, clock.now()))
        .onConflict((conflict) =>
          conflict
            .column("key")
            .where("key", "is not", null)
            .where("state", "=", sql.lit("waiting"))
            .doUpdateSet((job) => ({
              task: job.ref("excluded.task"),
              payload: job.ref("excluded.payload"),
              queue: job.ref("excluded.queue"),
              maxAttempts: job.ref("excluded.maxAttempts"),
              // Asked for anew, so it has all its attempts again. Crashes stay counted: the new payload may be as deadly as the old one.
              attempts: 0,
              runAt: sql`case when job.run_at < excluded.run_at then job.run_at else excluded.run_at end`,
              priority: sql`case when job.priority < excluded.priority then job.priority else excluded.priority end`,
            })),
        )
        .returning("id")
        .executeTakeFirstOrThrow();
      return String(id);
    },
    removeByKey: async (key) => {
      await db.deleteFrom("job").where("key", "=", key).where("state", "=", sql.lit("waiting")).execute();
    },
    hurry: async (jobId) => {
      const now = clock.now();
      await db
        .updateTable("job")
        .set({ runAt: now })
        .where("id", "=", Number(jobId))
        .where("state", "=", sql.lit("waiting"))
        .where("runAt", ">", now)
        .execute();
    },
    ...createLooks(db, clock),
  };
}

/** Reads only. */
function createLooks(db: Kysely<Schema>, clock: Clock): Pick<JobWriter, "waitingPayload" | "isAlive" | "isKeyAlive" | "isQueueWaiting"> {
  return {
    waitingPayload: async (key) => {
      const waiting = db.selectFrom("job").select("payload").where("key", "=", key).where("state", "=", sql.lit("waiting"));
      const row = await waiting.executeTakeFirst();
      return row === undefined ? null : (JSON.parse(row.payload) as unknown);
    },
    isAlive: async (jobId) => {
      const row = await db.selectFrom("job").select("state").where("id", "=", Number(jobId)).executeTakeFirst();
      return row?.state === "waiting" || row?.state === "running";
    },
    isKeyAlive: async (key) => {
      const row = await db
        .selectFrom("job")
        .select("id")
        .where("key", "=", key)
        .where("state", "in", [sql.lit("waiting"), sql.lit("running")])
        .executeTakeFirst();
      return row !== undefined;
    },
    isQueueWaiting: async (prefix, except) => {
      const { rows } = await sql`
        select 1 from job where state = 'waiting' and run_at <= ${clock.now()} and queue <> ${except}
          and substr(queue, 1, ${prefix.length}) = ${prefix}
          and not exists (select 1 from job busy where busy.state = 'running' and busy.queue = job.queue)
        limit 1`.execute(db);
      return rows.length > 0;
    },
  };
}

export function newJob(task: string, payload: unknown, options: JobOptions, now: number): Insertable<JobRow> {
  const { key = null, queue = null, runAt = now, maxAttempts = ATTEMPTS_WHEN_ABSENT, priority = 0 } = options;
  if (!Number.isFinite(runAt) || !Number.isInteger(priority) || !Number.isInteger(maxAttempts) || maxAttempts < 1) {
    throw new SmartyError("invalid", `The job "${task}" needs a finite runAt, a whole priority and at least one attempt.`);
  }
  return {
    task,
    payload: JSON.stringify(payload ?? null),
    key,
    queue,
    state: "waiting",
    priority,
    runAt: Math.floor(runAt),
    maxAttempts,
    createdAt: now,
  };
}
