import type { VectorDocument } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { Schema } from "../../database/schema.ts";

/** Rows in one statement. Lists travel as one JSON parameter: few statement texts, so the writer's cache of them stays small. */
const ROWS_PER_STATEMENT = 500;

export interface VectorChanges {
  /** Of `openVectorTable`. */
  readonly table: string;
  readonly model: string;
  readonly dimensions: number;
  readonly upserts: readonly VectorDocument[];
  readonly removes: readonly string[];
}

/** Writes the changes in one transaction and returns the ids of all chunks that were added, changed or removed. */
export async function writeVectorChunks(db: Kysely<Schema>, changes: VectorChanges): Promise<readonly number[]> {
  const upserts = new Map(changes.upserts.map((document) => [document.payload.documentId, document]));
  const table = sql.raw(changes.table);
  return db.transaction().execute(async (tx) => {
    const embeddingIds = await resolveEmbeddings(tx, changes);
    const before = await chunkIdsOf(tx, table, [...new Set([...upserts.keys(), ...changes.removes])]);
    const rows = [...upserts.values()].flatMap((document) => toRows(document, embeddingIds));
    const kept = new Set(rows.map(([chunkId]) => chunkId));
    for (const ids of inBatches(before.filter((id) => !kept.has(id)))) {
      await sql`delete from ${table} where chunk_id in (select value from json_each(${JSON.stringify(ids)}))`.execute(tx);
    }
    for (const batch of inBatches(rows)) await upsertRows(tx, table, batch);
    return [...new Set([...before, ...kept])];
  });
}

export async function clearVectorChunks(db: Kysely<Schema>, table: string): Promise<void> {
  await sql`delete from ${sql.raw(table)}`.execute(db);
}

/** Ids above `after`, ascending. */
export async function listVectorChunks(db: Kysely<Schema>, table: string, after: number, limit: number): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select chunk_id as id from ${sql.raw(table)} where chunk_id > ${after} order by chunk_id limit ${limit}`.execute(db);
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

async function chunkIdsOf(tx: Transaction<Schema>, table: RawBuilder<unknown>, documentIds: readonly string[]): Promise<readonly number[]> {
  const ids: number[] = [];
  for (const batch of inBatches(documentIds)) {
    const { rows } = await sql<{ id: number }>`
      select chunk_id as id from ${table} where document_id in (select value from json_each(${JSON.stringify(batch)}))`.execute(tx);
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

async function upsertRows(tx: Transaction<Schema>, table: RawBuilder<unknown>, rows: readonly Row[]): Promise<void> {
  await sql`
    insert into ${table}(chunk_id, embedding_id, document_id, acl_id, source_id, container_id, kind, authors, updated_at)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8
    from json_each(${JSON.stringify(rows)}) where true
    on conflict(chunk_id) do update set embedding_id = excluded.embedding_id, document_id = excluded.document_id,
      acl_id = excluded.acl_id, source_id = excluded.source_id, container_id = excluded.container_id, kind = excluded.kind,
      authors = excluded.authors, updated_at = excluded.updated_at`.execute(tx);
}

function* inBatches<Item>(items: readonly Item[]): Iterable<readonly Item[]> {
  for (let start = 0; start < items.length; start += ROWS_PER_STATEMENT) yield items.slice(start, start + ROWS_PER_STATEMENT);
}
