import { setImmediate as nextTurn } from "node:timers/promises";
import type { LogEntry, LogFilter, LogLevel, LogPage, LogRepository, NewLogEntry } from "@smartypants/core";
import { type SelectQueryBuilder, type Selectable, sql } from "kysely";
import type { LogEntryRow, Schema } from "../schema.ts";
import { inBatches, parseJson, type RepositoryBase } from "../sql.ts";

const LEVELS: Readonly<Record<LogLevel, number>> = { debug: 20, info: 30, warn: 40, error: 50 };
const NAMES = new Map(Object.entries(LEVELS).map(([name, level]) => [level, name as LogLevel]));

const ROWS_AT_ONCE = 100;
/** A statement holds up whoever else reads; nobody waits long for this many. */
const TRIMMED_AT_ONCE = 2_000;
/** Lines that one statement looks through, and statements of one page: what no index finds is looked for in steps. */
const WINDOW = { plain: 20_000, text: 4_000 };
const WINDOWS = 10;
/** Times and ids grow together but for lines that waited in different threads or processes before they were stored. */
const OUT_OF_ORDER = 500;

/** One of these finds its lines by an index. */
const INDEXED = ["requestId", "jobId", "runId", "sourceId"] as const;

type Query = SelectQueryBuilder<Schema, "logEntry", Selectable<LogEntryRow>>;

export function createLogRepository({ db }: RepositoryBase): LogRepository {
  return {
    add: async (entries) => {
      for (const some of inBatches(entries, ROWS_AT_ONCE)) await db.insertInto("logEntry").values(some.map(toRow)).execute();
    },
    find: (filter, before, limit) => (INDEXED.some((name) => filter[name] !== undefined) ? indexed : stepwise)(db, filter, before, limit),
    facts: async () => {
      const { least, greatest } = await idRange(db);
      const oldest = await db.selectFrom("logEntry").select("at").orderBy("id").limit(1).executeTakeFirst();
      const { lost } = await db
        .selectFrom("logEntry")
        .select(({ fn }) => fn.sum<number | string | null>("lost").as("lost"))
        .where(sql<boolean>`lost > 0`)
        .executeTakeFirstOrThrow();
      return { lines: least === null ? 0 : greatest - least + 1, oldestAt: oldest?.at ?? null, lost: Number(lost ?? 0) };
    },
    trim: async ({ since, lines }) => {
      const { greatest } = await idRange(db);
      const remove = async (which: ReturnType<typeof sql<boolean>>): Promise<number> => {
        const some = db.selectFrom("logEntry").select("id").where(which).limit(TRIMMED_AT_ONCE);
        return Number((await db.deleteFrom("logEntry").where("id", "in", some).executeTakeFirst()).numDeletedRows);
      };
      return (await remove(sql<boolean>`id <= ${greatest - lines}`)) + (await remove(sql<boolean>`at < ${since}`));
    },
  };
}

type Db = RepositoryBase["db"];

async function idRange(db: Db): Promise<{ readonly least: number | null; readonly greatest: number }> {
  // Each by itself is the end of an index; both at once would read the whole table.
  const ends = async (direction: "asc" | "desc") =>
    db.selectFrom("logEntry").select("id").orderBy("id", direction).limit(1).executeTakeFirst();
  const [first, last] = [await ends("asc"), await ends("desc")];
  return { least: first?.id ?? null, greatest: last?.id ?? 0 };
}

async function indexed(db: Db, filter: LogFilter, before: string | null, limit: number): Promise<LogPage> {
  let query = narrowed(db.selectFrom("logEntry").selectAll(), filter);
  if (before !== null) query = query.where("id", "<", Number(before));
  const entries = (await query.orderBy("id", "desc").limit(limit).execute()).map(toEntry);
  return { entries, before: entries.length === limit ? (entries.at(-1)?.id ?? null) : null };
}

/** From the newest on, a window of ids after another. */
async function stepwise(db: Db, filter: LogFilter, before: string | null, limit: number): Promise<LogPage> {
  const { least, greatest } = await idRange(db);
  if (least === null) return { entries: [], before: null };
  const window = filter.text === undefined ? WINDOW.plain : WINDOW.text;
  const bounds = await idsOfTimes(db, filter);
  const lowest = Math.max(least, bounds.from);
  let upper = Math.min(before === null ? greatest + 1 : Number(before), bounds.to);
  const entries: LogEntry[] = [];
  for (let step = 0; step < WINDOWS && upper > lowest; step++) {
    const lower = Math.max(lowest, upper - window);
    const query = narrowed(db.selectFrom("logEntry").selectAll(), filter).where("id", ">=", lower).where("id", "<", upper);
    const missing = limit - entries.length;
    const rows = await query.orderBy("id", "desc").limit(missing).execute();
    entries.push(...rows.map(toEntry));
    if (rows.length === missing) return { entries, before: entries.at(-1)?.id ?? null };
    upper = lower;
    // SQLite answers in this thread: others get their turn between two statements.
    await nextTurn();
  }
  return { entries, before: upper > lowest ? String(upper) : null };
}

async function idsOfTimes(db: Db, { from, to }: LogFilter): Promise<{ readonly from: number; readonly to: number }> {
  const nearest = async (time: number, direction: "asc" | "desc"): Promise<number | undefined> => {
    const side = direction === "asc" ? ">=" : "<";
    return (await db.selectFrom("logEntry").select("id").where("at", side, time).orderBy("at", direction).limit(1).executeTakeFirst())?.id;
  };
  const first = from === undefined ? 0 : ((await nearest(from, "asc")) ?? Number.MAX_SAFE_INTEGER);
  const last = to === undefined ? Number.MAX_SAFE_INTEGER : ((await nearest(to, "desc")) ?? 0);
  return { from: first - OUT_OF_ORDER, to: last + OUT_OF_ORDER };
}

function narrowed(all: Query, { level, text, from, to, ...ids }: LogFilter): Query {
  let query = all;
  for (const name of INDEXED) {
    const wanted = ids[name];
    if (wanted !== undefined) query = query.where(name, "=", wanted);
  }
  if (level !== undefined && level !== "debug") query = query.where("level", ">=", LEVELS[level]);
  // As sums, so that the order of the ids stays the way by which the lines are found.
  if (from !== undefined) query = query.where(sql<boolean>`at + 0 >= ${from}`);
  if (to !== undefined) query = query.where(sql<boolean>`at + 0 < ${to}`);
  if (text === undefined) return query;
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return query.where(sql<boolean>`(lower(message) like ${pattern} escape '\\' or lower(fields) like ${pattern} escape '\\')`);
}

function toRow({ level, fields, ...entry }: NewLogEntry) {
  return { ...entry, level: LEVELS[level], fields: JSON.stringify(fields) };
}

function toEntry({ id, level, fields, ...row }: Selectable<LogEntryRow>): LogEntry {
  return { ...row, id: String(id), level: NAMES.get(level) ?? "info", fields: parseJson(fields) };
}
