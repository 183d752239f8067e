import { type Expression, type Kysely, type RawBuilder, sql } from "kysely";
import type { Engine } from "./migrations/types.ts";
import type { Schema } from "./schema.ts";

/** What every repository is made from. */
export interface RepositoryBase {
  readonly db: Kysely<Schema>;
  readonly engine: Engine;
}

/** `column in (values)` as one parameter, so that the statement is the same whatever the number of values. */
export function anyOf(engine: Engine, column: Expression<unknown>, values: readonly (string | number)[]): RawBuilder<boolean> {
  if (engine === "sqlite") return sql<boolean>`${column} in (select value from json_each(${JSON.stringify(values)}))`;
  const type = typeof values[0] === "number" ? sql.raw("bigint[]") : sql.raw("text[]");
  return sql<boolean>`${column} = any(${[...values]}::${type})`;
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what a column holds is known where it is read
export function parseJson<Value>(text: string): Value {
  return JSON.parse(text) as Value;
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as above
export function parseJsonOrNull<Value>(text: string | null): Value | null {
  return text === null ? null : (JSON.parse(text) as Value);
}

export function jsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** Splits a list so that one statement stays below the engines' limits of parameters. */
export function* inBatches<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}

/** Rows as one parameter, for `from ${rowsOf(...)}`: a statement that is the same whatever their number. Columns are `int` or `text`. */
export function rowsOf<Column extends string>(
  engine: Engine,
  name: string,
  columns: Readonly<Record<Column, "int" | "text">>,
  rows: readonly Readonly<Record<Column, string | number>>[],
): RawBuilder<unknown> {
  const names = Object.keys(columns) as Column[];
  const json = JSON.stringify(rows.map((row) => names.map((column) => row[column])));
  const values = names.map((column, at) => {
    const type = engine === "postgres" && columns[column] === "int" ? sql`::bigint` : sql``;
    return sql`(value ->> ${sql.lit(at)})${type} as ${sql.id(column)}`;
  });
  const list = engine === "sqlite" ? sql`json_each(${json})` : sql`jsonb_array_elements(${json}::jsonb)`;
  return sql`(select ${sql.join(values)} from ${list}) as ${sql.id(name)}`;
}

/** Postgres: transactions wait for one another as they do on SQLite, so that a use case may read, decide and write. */
const TRANSACTION_LOCK = 0x536d6172;
/** Postgres: a client that hangs inside a transaction loses it, as on SQLite. */
const IDLE_IN_TRANSACTION_MS = 10_000;

/** Runs `work` in the transaction that `base` is in, or in one of its own. All or nothing. */
export async function inTransaction<Value>(base: RepositoryBase, work: (base: RepositoryBase) => Promise<Value>): Promise<Value> {
  const { db, engine } = base;
  if (db.isTransaction) return work(base);
  return db.transaction().execute(async (tx) => {
    if (engine === "sqlite") return work({ db: tx, engine });
    await sql`select pg_advisory_xact_lock(${sql.lit(TRANSACTION_LOCK)}),
      set_config('idle_in_transaction_session_timeout', ${String(IDLE_IN_TRANSACTION_MS)}, true)`.execute(tx);
    return work({ db: tx, engine });
  });
}

/** Counts changes of a kind and returns the count; caches compare it. On Postgres others who count the same kind wait for the commit. */
export async function bumpEpoch(db: Kysely<Schema>, name: "acl" | "index" | "change"): Promise<number> {
  const { value } = await db
    .insertInto("epoch")
    .values({ name, value: 1 })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: sql`epoch.value + 1` }))
    .returning("value")
    .executeTakeFirstOrThrow();
  return value;
}

/** Puts documents into the indexes' work set; a row that is being worked on stays there for another round. */
export async function markForIndex(db: Kysely<Schema>, documentIds: readonly string[], now: number): Promise<void> {
  if (documentIds.length === 0) return;
  // Never used twice: a drainer that has lost its lease must not take a later change for the one it has read.
  const generation = await bumpEpoch(db, "change");
  for (const ids of inBatches([...new Set(documentIds)], 500)) {
    await db
      .insertInto("indexChange")
      .values(ids.map((documentId) => ({ documentId, generation, createdAt: now })))
      .onConflict((conflict) => conflict.column("documentId").doUpdateSet({ generation }))
      .execute();
  }
}
