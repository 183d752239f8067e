import { type Kysely, sql, type Transaction } from "kysely";
import type { Schema } from "../../database/schema.ts";

/** A model whose vectors are in a table of its own. Tables hold nothing that cannot be rebuilt. */
export interface VectorTable {
  readonly model: string;
  readonly dimensions: number;
  readonly table: string;
}

/** The tables that there are, the oldest first. */
export async function listVectorTables(db: Kysely<Schema>): Promise<readonly VectorTable[]> {
  await prepare(db);
  const { rows } = await sql<{ id: number; model: string; dimensions: number }>`
    select id, model, dimensions from vector_index order by id`.execute(db);
  return rows.map(({ id, model, dimensions }) => ({ model, dimensions, table: tableName(id) }));
}

/** The table of a model, with what it held the last time. It is empty when the model is new, or its vectors had another length. Returns its name. */
export async function openVectorTable(db: Kysely<Schema>, model: string, dimensions: number): Promise<string> {
  const known = (await listVectorTables(db)).find((each) => each.model === model);
  if (known?.dimensions === dimensions) return known.table;
  return db.transaction().execute(async (tx) => {
    if (known !== undefined) await drop(tx, known);
    const { rows } = await sql<{ id: number }>`
      insert into vector_index(model, dimensions) values (${model}, ${dimensions}) returning id`.execute(tx);
    const table = tableName(rows[0]?.id ?? 0);
    await create(tx, table);
    return table;
  });
}

/** Removes the tables of all other models. Nothing may use them any more. */
export async function keepVectorTables(db: Kysely<Schema>, models: readonly string[]): Promise<void> {
  for (const known of await listVectorTables(db)) {
    if (!models.includes(known.model)) await db.transaction().execute((tx) => drop(tx, known));
  }
}

function tableName(id: number): string {
  return `vector_chunk_${id}`;
}

async function prepare(db: Kysely<Schema>): Promise<void> {
  await sql`create table if not exists vector_index(id integer primary key autoincrement, model text not null unique, dimensions integer not null)`.execute(
    db,
  );
  const { rows } = await sql`select 1 from sqlite_schema where type = 'table' and name = 'vector_index_model'`.execute(db);
  if (rows.length > 0) await db.transaction().execute(adopt);
}

/** Earlier versions kept the vectors of one model only. */
async function adopt(tx: Transaction<Schema>): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    insert into vector_index(model, dimensions) select model, dimensions from vector_index_model returning id`.execute(tx);
  const table = sql.raw(tableName(rows[0]?.id ?? 0));
  await sql`drop index if exists vector_chunk_document`.execute(tx);
  if (rows.length === 0) await sql`drop table vector_chunk`.execute(tx);
  else {
    await sql`alter table vector_chunk rename to ${table}`.execute(tx);
    await sql`create index ${table}_document on ${table}(document_id)`.execute(tx);
  }
  await sql`drop table vector_index_model`.execute(tx);
}

async function create(tx: Transaction<Schema>, name: string): Promise<void> {
  const table = sql.raw(name);
  await sql`create table ${table}(
    chunk_id integer primary key, embedding_id integer not null, document_id text not null, acl_id integer not null,
    source_id text not null, container_id text, kind text not null, authors text not null, updated_at integer not null)`.execute(tx);
  await sql`create index ${table}_document on ${table}(document_id)`.execute(tx);
}

async function drop(tx: Transaction<Schema>, { model, table }: VectorTable): Promise<void> {
  await sql`drop table ${sql.raw(table)}`.execute(tx);
  await sql`delete from vector_index where model = ${model}`.execute(tx);
}
