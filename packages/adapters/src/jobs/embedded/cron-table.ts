import type { Clock, Cron } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { Cron as Pattern } from "croner";
import { type Kysely, sql } from "kysely";
import type { Schema } from "../../database/schema.ts";
import { newJob } from "./job-writer.ts";
import { LARGEST_LEAD_MS } from "./steady-clock.ts";

export interface CronTable {
  /** Adds crons; one that is there already goes on from when it last fired, unless its pattern has changed. */
  merge(crons: readonly Cron[]): Promise<void>;
  /** Merges, and forgets the others whose names begin with `prefix`. */
  replace(prefix: string, crons: readonly Cron[]): Promise<void>;
  /** Adds a job for every cron whose time has come and answers their tasks. Costs no query while none is due. */
  fireDue(): Promise<readonly string[]>;
}

interface Entry {
  readonly cron: Cron;
  readonly pattern: Pattern;
  lastAt: number;
  /** Infinity for a date that never comes. */
  nextAt: number;
}

interface CronTableOptions {
  readonly db: Kysely<Schema>;
  /** What jobs are dated with. */
  readonly clock: Clock;
  /** What schedules go by: never backwards. */
  readonly steady: Clock;
}

/**
 * Crons with their last time in the database: several processes fire each time once, and what was missed while nobody ran fires once. A
 * cron's jobs have the key and the queue `cron:<name>`: one waits at most, and they never run beside each other.
 */
export function createCronTable({ db, clock, steady }: CronTableOptions): CronTable {
  const entries = new Map<string, Entry>();
  const merge = async (crons: readonly Cron[]): Promise<void> => {
    const patterns = crons.map((cron) => ({ cron, pattern: parsePattern(cron) }));
    for (const { cron, pattern } of patterns) {
      const hasChanged = (entries.get(cron.name)?.cron.pattern ?? cron.pattern) !== cron.pattern;
      const entry: Entry = { cron, pattern, lastAt: await begin(db, cron.name, steady.now(), hasChanged), nextAt: 0 };
      schedule(entry);
      entries.set(cron.name, entry);
    }
  };
  const fire = async (entry: Entry, now: number): Promise<boolean> => {
    const fired = await db.transaction().execute(async (tx) => {
      if (!(await advance(tx, entry, now))) return false;
      if (entry.lastAt <= now) await addCronJob(tx, entry.cron, clock.now());
      return true;
    });
    const lastAt = fired ? now : await readLastAt(db, entry.cron.name);
    if (lastAt === undefined) entries.delete(entry.cron.name);
    else schedule(entry, lastAt);
    return fired;
  };
  return {
    merge,
    replace: async (prefix, crons) => {
      const kept = new Set(crons.map((cron) => cron.name));
      const stranger = crons.find((cron) => !cron.name.startsWith(prefix));
      if (stranger !== undefined) throw new SmartyError("invalid", `The schedule "${stranger.name}" does not begin with "${prefix}".`);
      for (const cron of crons) parsePattern(cron);
      const stored = await db.selectFrom("jobCron").select("name").execute();
      for (const name of new Set([...entries.keys(), ...stored.map((row) => row.name)])) {
        if (!name.startsWith(prefix) || kept.has(name)) continue;
        entries.delete(name);
        await db.deleteFrom("jobCron").where("name", "=", name).execute();
      }
      await merge(crons);
    },
    fireDue: async () => {
      const now = steady.now();
      const tasks: string[] = [];
      for (const entry of Array.from(entries.values())) {
        // A time so far ahead was written under a wrong clock: it is put right, without firing.
        const isDue = entry.nextAt <= now || entry.lastAt - now > LARGEST_LEAD_MS;
        if (isDue && (await fire(entry, now))) tasks.push(entry.cron.task);
      }
      return tasks;
    },
  };
}

/** Throws `invalid` for what is not five fields. */
export function parsePattern({ name, pattern }: Cron): Pattern {
  try {
    return new Pattern(pattern, { timezone: "UTC", mode: "5-part", paused: true });
  } catch (error) {
    throw new SmartyError(
      "invalid",
      `The schedule "${name}" cannot be read: "${pattern}". It needs five fields, minute hour day month weekday, for example "0 3 * * *".`,
      { cause: error },
    );
  }
}

function schedule(entry: Entry, lastAt = entry.lastAt): void {
  entry.lastAt = lastAt;
  entry.nextAt = entry.pattern.nextRun(new Date(lastAt))?.getTime() ?? Infinity;
}

/** A cron that is new begins now; what was due before is not its business. */
async function begin(db: Kysely<Schema>, name: string, now: number, isAnew: boolean): Promise<number> {
  const { lastAt } = await db
    .insertInto("jobCron")
    .values({ name, lastAt: now })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ lastAt: isAnew ? now : sql`job_cron.last_at` }))
    .returning("lastAt")
    .executeTakeFirstOrThrow();
  return lastAt;
}

/** False when another process has fired it. */
async function advance(tx: Kysely<Schema>, entry: Entry, now: number): Promise<boolean> {
  const advanced = await tx
    .updateTable("jobCron")
    .set({ lastAt: now })
    .where("name", "=", entry.cron.name)
    .where("lastAt", "=", entry.lastAt)
    .executeTakeFirst();
  return advanced.numUpdatedRows > 0n;
}

async function readLastAt(db: Kysely<Schema>, name: string): Promise<number | undefined> {
  const row = await db.selectFrom("jobCron").select("lastAt").where("name", "=", name).executeTakeFirst();
  return row?.lastAt;
}

/** A job of the cron that waits, perhaps for its back-off, stays as it is. */
async function addCronJob(tx: Kysely<Schema>, { name, task, payload }: Cron, now: number): Promise<void> {
  const slot = `cron:${name}`;
  await tx
    .insertInto("job")
    .values(newJob(task, payload, { key: slot, queue: slot }, now))
    .onConflict((conflict) => conflict.column("key").where("key", "is not", null).where("state", "=", sql.lit("waiting")).doNothing())
    .execute();
}
