import type { VectorDocument } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Schema } from "../../database/schema.ts";

/** Rows in one statement. Lists travel as one JSON parameter: few statement texts, so the writer's cache of them stays small. */
const ROWS_PER_STATEMENT = 500;

/** Creates the index's own tables. They hold nothing that cannot be rebuilt; rows of another model are removed. */
export async function prepareVectorTables(db: Kysely<Schema>, model: string, dimensions: number): Promise<void> {
  await sql`create table if not exists vector_chunk(
    chunk_id integer primary key, embedding_id integer not null, document_id text not null, acl_id integer not null,
    source_id text not null, container_id text, kind text not null, authors text not null, updated_at integer not null)`.execute(db);
  await sql`create index if not exists vector_chunk_document on vector_chunk(document_id)`.execute(db);
  await sql`create table if not exists vector_index_model(model text not null, dimensions integer not null)`.execute(db);
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ model: string; dimensions: number }>`select model, dimensions from vector_index_model`.execute(tx);
    if (rows.length === 1 && rows[0]?.model === model && rows[0].dimensions === dimensions) return;
    await sql`delete from vector_chunk`.execute(tx);
    await sql`delete from vector_index_model`.execute(tx);
    await sql`insert into vector_index_model(model, dimensions) values (${model}, ${dimensions})`.execute(tx);
  });
}

export interface VectorChanges {
  readonly model: string;
  readonly dimensions: number;
  readonly upserts: readonly VectorDocument[];
  readonly removes: readonly string[];
}

/** Writes the changes in one transaction and returns the ids of all chunks that were added, changed or removed. */
export async function writeVectorChunks(db: Kysely<Schema>, changes: VectorChanges): Promise<readonly number[]> {
  const upserts = new Map(changes.upserts.map((document) => [document.payload.documentId, document]));
  return db.transaction().execute(async (tx) => {
    const embeddingIds = await resolveEmbeddings(tx, changes);
    const before = await chunkIdsOf(tx, [...new Set([...upserts.keys(), ...changes.removes])]);
    const rows = [...upserts.values()].flatMap((document) => toRows(document, embeddingIds));
    const kept = new Set(rows.map(([chunkId]) => chunkId));
    for (const ids of inBatches(before.filter((id) => !kept.has(id)))) {
      await sql`delete from vector_chunk where chunk_id in (select value from json_each(${JSON.stringify(ids)}))`.execute(tx);
    }
    for (const batch of inBatches(rows)) await upsertRows(tx, batch);
    return [...new Set([...before, ...kept])];
  });
}

export async function clearVectorChunks(db: Kysely<Schema>): Promise<void> {
  await sql`delete from vector_chunk`.execute(db);
}

/** Ids above `after`, ascending. */
export async function listVectorChunks(db: Kysely<Schema>, after: number, limit: number): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select chunk_id as id from vector_chunk where chunk_id > ${after} order by chunk_id limit ${limit}`.execute(db);
  return rows.map((row) => row.id);
}

async function resolveEmbeddings(tx: Transaction<Schema>, changes: VectorChanges): Promise<ReadonlyMap<string, number>> {
  const hashes = [...new Set(changes.upserts.flatMap((document) => document.chunks.map((chunk) => chunk.hash)))];
  const ids = new Map<string, number>();
  for (const batch of inBatches(hashes)) {
    const { rows } = await sql<{ id: number; hash: string }>`
      select id, hash from embedding where model = ${changes.model} and length(vector) = ${changes.dimensions * 4}
      and hash in (select value from json_each(${JSON.stringify(batch)}))`.execute(tx);
    for (const row of rows) ids.set(row.hash, row.id);
  }
  const missing = hashes.find((hash) => !ids.has(hash));
  if (missing !== undefined) {
    throw new SmartyError("internal", `No vector of ${changes.dimensions} numbers by ${changes.model} is stored for the text ${missing}.`);
  }
  return ids;
}

async function chunkIdsOf(tx: Transaction<Schema>, documentIds: readonly string[]): Promise<readonly number[]> {
  const ids: number[] = [];
  for (const batch of inBatches(documentIds)) {
    const { rows } = await sql<{ id: number }>`
      select chunk_id as id from vector_chunk where document_id in (select value from json_each(${JSON.stringify(batch)}))`.execute(tx);
    for (const row of rows) ids.push(row.id);
  }
  return ids;
}

type Row = readonly [chunkId: number, embeddingId: number, ...payload: (string | number | null)[]];

function toRows({ payload, chunks }: VectorDocument, embeddingIds: ReadonlyMap<string, number>): Row[] {
  const authors = JSON.stringify(payload.authors);
  return chunks.map(({ chunkId, hash }) => [
    chunkId,
    embeddingIds.get(hash) ?? 0,
    payload.documentId,
    payload.aclId,
    payload.sourceId,
    payload.containerId,
    payload.kind,
    authors,
    payload.updatedAt,
  ]);
}

async function upsertRows(tx: Transaction<Schema>, rows: readonly Row[]): Promise<void> {
  await sql`
    insert into vector_chunk(chunk_id, embedding_id, document_id, acl_id, source_id, container_id, kind, authors, updated_at)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8
    from json_each(${JSON.stringify(rows)}) where true
    on conflict(chunk_id) do update set embedding_id = excluded.embedding_id, document_id = excluded.document_id,
      acl_id = excluded.acl_id, source_id = excluded.source_id, container_id = excluded.container_id, kind = excluded.kind,
      authors = excluded.authors, updated_at = excluded.updated_at`.execute(tx);
}

function* inBatches<Item>(items: readonly Item[]): Iterable<readonly Item[]> {
  for (let start = 0; start < items.length; start += ROWS_PER_STATEMENT) yield items.slice(start, start + ROWS_PER_STATEMENT);
}
