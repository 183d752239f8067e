import { type Kysely, type RawBuilder, sql } from "kysely";
import type { JobRow, Schema } from "../../database/schema.ts";
import type { Lease } from "./lease-watch.ts";
import type { Outcome } from "./outcome.ts";

type Db = Kysely<Schema>;

/** A job as it was claimed; the generated columns are present in what is read. */
export interface ClaimedJob {
  readonly id: number;
  readonly task: string;
  readonly payload: string;
  readonly token: number;
  readonly attempts: number;
  readonly maxAttempts: number;
}

/** Queues that begin with `prefix` together run no more than so many jobs: the others keep room for theirs. */
export interface Lane {
  readonly prefix: string;
  readonly atMost: number;
}

/** After so many deaths of its process a job is set aside. */
const CRASHES_ALLOWED = 3;

/** On leaving "running" a job gives its key up to one that was added meanwhile: only one waiting job may have it. */
const KEY_UNLESS_TAKEN = sql`case when exists (select 1 from job twin where twin.key = job.key and twin.state = 'waiting') then null else key end`;

/**
 * The first job that may start. States are literals, or the partial indexes would not serve. Priorities are stepped through one by one, so
 * that a million jobs that wait for a later time cost one look into the index, not a scan. Jobs whose process has died run beside
 * each other only until one has died twice: the deadly one then dies without taking innocent neighbours with it a third time.
 */
function nextJob(now: number, lane: Lane | undefined): RawBuilder<{ id: number | null }> {
  const hasRoom =
    lane === undefined
      ? sql`1 = 1`
      : sql`(first.queue is null or substr(first.queue, 1, ${lane.prefix.length}) <> ${lane.prefix} or ${lane.atMost} > (
          select count(*) from job beside where beside.state = 'running' and substr(beside.queue, 1, ${lane.prefix.length}) = ${lane.prefix}))`;
  return sql`
    with recursive level(priority) as (
      select min(priority) from job where state = 'waiting'
      union all
      select (select min(higher.priority) from job higher where higher.state = 'waiting' and higher.priority > level.priority)
      from level where level.priority is not null)
    select id from (
      select (
        select first.id from job first
        where first.state = 'waiting' and first.priority = level.priority and first.run_at <= ${now}
          and (first.queue is null
            or not exists (select 1 from job busy where busy.state = 'running' and busy.queue = first.queue))
          and ${hasRoom}
          and (first.crashes = 0 or not exists (
            select 1 from job suspect
            where suspect.state = 'running' and suspect.crashes > 0 and (suspect.crashes > 1 or first.crashes > 1)))
        order by first.run_at, first.id limit 1) as id
      from level where level.priority is not null) as candidate
    where id is not null limit 1`;
}

/** Whether a job could start now. Only reads. */
export async function hasNextJob(db: Db, now: number, lane?: Lane): Promise<boolean> {
  const { rows } = await nextJob(now, lane).execute(db);
  return rows.length > 0;
}

/** Takes the first job that may start, with a new token. */
export async function claimNext(
  db: Db,
  {
    owner,
    now,
    leaseUntil,
    lane,
  }: { readonly owner: string; readonly now: number; readonly leaseUntil: number; readonly lane?: Lane | undefined },
): Promise<ClaimedJob | undefined> {
  const { rows } = await sql<ClaimedJob>`
    update job set state = 'running', owner = ${owner}, token = token + 1, attempts = attempts + 1, lease_until = ${leaseUntil}
    where id = (${nextJob(now, lane)})
    returning id, task, payload, token, attempts, max_attempts`.execute(db);
  return rows[0];
}

/** Renews the leases of `ids` and tells which of them are still ours. The time always changes, or watchers would take us for dead. */
export async function renewLeases(
  db: Db,
  owner: string,
  ids: readonly number[],
  leaseUntil: number,
): Promise<readonly { readonly id: number; readonly token: number; readonly cancel: number }[]> {
  const { rows } = await sql<{ id: number; token: number; cancel: number }>`
    update job set lease_until = case when lease_until >= ${leaseUntil} then lease_until + 1 else ${leaseUntil} end
    where state = 'running' and owner = ${owner} and id in (select value from json_each(${JSON.stringify(ids)}))
    returning id, token, cancel`.execute(db);
  return rows;
}

/** Writes what became of a job. False when the lease was lost: the outcome is then somebody else's to decide. */
export async function settle(db: Db, owner: string, job: Pick<Lease, "id" | "token">, outcome: Outcome, now: number): Promise<boolean> {
  const isOurs = sql`id = ${job.id} and token = ${job.token} and owner = ${owner} and state = 'running'`;
  if (outcome.kind === "done") {
    const done = await sql`delete from job where ${isOurs}`.execute(db);
    return (done.numAffectedRows ?? 0n) > 0n;
  }
  if (outcome.kind === "crashed") return takeBack(db, isOurs, now);
  const next = outcome.kind === "cancelled" || outcome.kind === "failed" ? outcome.kind : "waiting";
  const state = sql`case when cancel = 1 then 'cancelled' else ${next} end`;
  const uncounted = outcome.kind === "released" || outcome.kind === "postponed" ? 1 : 0;
  const runAt = "delayMs" in outcome ? sql`${now + outcome.delayMs}` : sql`run_at`;
  const message = "message" in outcome ? sql`${outcome.message}` : sql`last_error`;
  const settled = await sql`
    update job set state = ${state}, attempts = attempts - ${uncounted}, run_at = ${runAt}, last_error = ${message},
      owner = null, lease_until = null, key = ${KEY_UNLESS_TAKEN},
      finished_at = case when cancel = 1 or ${next} <> 'waiting' then ${now} end
    where ${isOurs}`.execute(db);
  return (settled.numAffectedRows ?? 0n) > 0n;
}

export async function runningLeases(db: Db): Promise<readonly (Lease & { readonly owner: string })[]> {
  const { rows } = await sql<Lease & { owner: string }>`select id, token, lease_until, owner from job where state = 'running'`.execute(db);
  return rows;
}

/** Takes a job from a process that has died. Its attempt is not counted, its crash is. */
export async function reap(db: Db, lease: Lease, now: number): Promise<void> {
  await takeBack(db, sql`id = ${lease.id} and token = ${lease.token} and lease_until = ${lease.leaseUntil} and state = 'running'`, now);
}

async function takeBack(db: Db, which: RawBuilder<unknown>, now: number): Promise<boolean> {
  const isLast = sql`crashes + 1 >= ${CRASHES_ALLOWED}`;
  const taken = await sql`
    update job set crashes = crashes + 1, attempts = attempts - 1, owner = null, lease_until = null, key = ${KEY_UNLESS_TAKEN},
      state = case when cancel = 1 then 'cancelled' when ${isLast} then 'quarantined' else 'waiting' end,
      finished_at = case when cancel = 1 or ${isLast} then ${now} end,
      last_error = case when ${isLast} then ${QUARANTINED} else ${CRASHED} end
    where ${which}`.execute(db);
  return (taken.numAffectedRows ?? 0n) > 0n;
}

const CRASHED = "The process that ran this job stopped before the job was done. It is tried again.";
const QUARANTINED = `The process that ran this job stopped ${CRASHES_ALLOWED} times before the job was done, so the job was set aside. Look at what it works on, for example a damaged file or too little memory, then retry it.`;

/** Keeps the delays of jobs when the clock was set back by `setbackMs`, and lets no job be born in the future. What runs may wait again. */
export async function followSetback(db: Db, setbackMs: number, now: number): Promise<void> {
  await sql`
    update job set run_at = case when run_at - ${setbackMs} < ${now} then ${now} else run_at - ${setbackMs} end
    where state in ('waiting', 'running') and run_at > ${now}`.execute(db);
  await sql`update job set created_at = ${now} where created_at > ${now}`.execute(db);
}

/** The latest time that this database has been told; later than now when the clock was set back while nobody ran. */
export async function latestTimes(db: Db): Promise<{ readonly jobAt: number; readonly cronAt: number }> {
  const { rows } = await sql<{ jobAt: number | null; cronAt: number | null }>`
    select (select created_at from job order by id desc limit 1) as job_at, (select max(last_at) from job_cron) as cron_at`.execute(db);
  return { jobAt: rows[0]?.jobAt ?? 0, cronAt: rows[0]?.cronAt ?? 0 };
}

const SWEPT_AT_ONCE = 1000;

/** Removes some jobs that ended without success before `before`. True when there may be more. */
export async function sweepFinished(db: Db, before: number): Promise<boolean> {
  const swept = await sql`
    delete from job where id in (
      select id from job where state in ('failed', 'cancelled', 'quarantined') and finished_at < ${before} limit ${SWEPT_AT_ONCE})`.execute(
    db,
  );
  return (swept.numAffectedRows ?? 0n) >= SWEPT_AT_ONCE;
}

/** A waiting job is cancelled, a running one is marked. */
export async function cancelJob(db: Db, id: number, now: number): Promise<boolean> {
  const { rows } = await sql<Pick<JobRow, "state">>`
    update job set cancel = 1, finished_at = case when state = 'waiting' then ${now} end,
      state = case when state = 'waiting' then 'cancelled' else state end
    where id = ${id} and state in ('waiting', 'running') returning state`.execute(db);
  return rows.length > 0;
}

export async function retryJob(db: Db, id: number, now: number): Promise<string | undefined> {
  const { rows } = await sql<Pick<JobRow, "task">>`
    update job set state = 'waiting', attempts = 0, crashes = 0, cancel = 0, run_at = ${now}, finished_at = null, last_error = null,
      key = ${KEY_UNLESS_TAKEN}
    where id = ${id} and state in ('failed', 'cancelled', 'quarantined') returning task`.execute(db);
  return rows[0]?.task;
}
