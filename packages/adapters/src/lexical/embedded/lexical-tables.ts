import { hash } from "node:crypto";
import type { IndexPayload, LexicalDocument } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Schema } from "../../database/schema.ts";
import { inBatches } from "../../database/sql.ts";

/** Rows in one statement. Lists travel as one JSON parameter: few statement texts, so the writer's cache of them stays small. */
const ROWS_PER_STATEMENT = 500;

/**
 * FTS5 writes a segment per transaction and must merge them. Left to itself it does so in bursts of 180 ms; a step of a few pages (4 KB) for each chunk
 * changed keeps ahead of them at 25 ms at most, and costs less in all. Measured with 100,000 chunks loaded, then half of them replaced.
 */
const PAGES_MERGED_PER_CHUNK = 4;
const MIN_PAGES_MERGED = 40;
const MAX_PAGES_MERGED_AT_ONCE = 256;

/** Creates the index's own tables. They hold nothing that cannot be rebuilt. */
export async function prepareLexicalTables(db: Kysely<Schema>): Promise<void> {
  await sql`create table if not exists lexical_chunk(
    chunk_id integer primary key, document_id text not null, acl_id integer not null, source_id text not null, container_id text,
    kind text not null, authors text not null, updated_at integer not null, terms_hash text not null)`.execute(db);
  await sql`create index if not exists lexical_chunk_document on lexical_chunk(document_id)`.execute(db);
  await sql`create index if not exists lexical_chunk_acl on lexical_chunk(acl_id)`.execute(db);
  await sql`create table if not exists lexical_size(id integer primary key check (id = 1), chunks integer not null)`.execute(db);
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql`select id from lexical_size`.execute(tx);
    if (rows.length > 0) return;
    await sql`create virtual table if not exists lexical using fts5(
      title, body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0')`.execute(tx);
    await sql`insert into lexical(lexical, rank) values ('automerge', 0)`.execute(tx);
    await sql`insert into lexical_size(id, chunks) values (1, 0)`.execute(tx);
  });
}

export interface LexicalChanges {
  readonly upserts: readonly LexicalDocument[];
  readonly removes: readonly string[];
}

/** Writes the changes in one transaction. Chunks whose terms are as before keep their entry in the full-text index. */
export async function writeLexicalChunks(db: Kysely<Schema>, changes: LexicalChanges): Promise<void> {
  const documents = new Map(changes.upserts.map((document) => [document.payload.documentId, document]));
  const rows = [...documents.values()].flatMap(toRows);
  const documentIds = [...new Set([...documents.keys(), ...changes.removes])];
  if (documentIds.length === 0) return;
  const kept = new Set(rows.map((row) => row.chunkId));
  // A contentless table takes a row twice without a word, and counts it twice ever after.
  if (kept.size < rows.length) throw new SmartyError("internal", "A chunk was given to the text index twice.");
  const pages = await db.transaction().execute(async (tx) => {
    const before = await storedHashes(tx, documentIds, [...kept]);
    const gone = [...before.keys()].filter((chunkId) => !kept.has(chunkId));
    const changed = rows.filter((row) => before.get(row.chunkId) !== row.termsHash);
    const replaced = changed.map((row) => row.chunkId).filter((chunkId) => before.has(chunkId));
    for (const ids of inBatches([...gone, ...replaced], ROWS_PER_STATEMENT)) await deleteTerms(tx, ids);
    for (const batch of inBatches(changed, ROWS_PER_STATEMENT)) await insertTerms(tx, batch);
    for (const ids of inBatches(gone, ROWS_PER_STATEMENT)) await deletePayloads(tx, ids);
    for (const batch of inBatches(rows, ROWS_PER_STATEMENT)) await upsertPayloads(tx, batch);
    const added = changed.length - replaced.length - gone.length;
    if (added !== 0) await sql`update lexical_size set chunks = chunks + ${added}`.execute(tx);
    const work = gone.length + replaced.length + changed.length;
    if (work === 0) return 0;
    const due = Math.max(work * PAGES_MERGED_PER_CHUNK, MIN_PAGES_MERGED);
    await mergeSegments(tx, Math.min(due, MAX_PAGES_MERGED_AT_ONCE));
    return due - MAX_PAGES_MERGED_AT_ONCE;
  });
  // Each a transaction of its own, so that other writers get in between.
  for (let left = pages; left > 0; left -= MAX_PAGES_MERGED_AT_ONCE) await mergeSegments(db, Math.min(left, MAX_PAGES_MERGED_AT_ONCE));
}

export async function clearLexicalChunks(db: Kysely<Schema>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`insert into lexical(lexical) values ('delete-all')`.execute(tx);
    await sql`delete from lexical_chunk`.execute(tx);
    await sql`update lexical_size set chunks = 0`.execute(tx);
  });
}

/** Ids above `after`, ascending. */
export async function listLexicalChunks(db: Kysely<Schema>, after: number, limit: number): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select chunk_id as id from lexical_chunk where chunk_id > ${after} order by chunk_id limit ${limit}`.execute(db);
  return rows.map((row) => row.id);
}

interface ChunkRow {
  readonly chunkId: number;
  readonly payload: IndexPayload;
  readonly title: string;
  readonly body: string;
  /** A contentless table cannot say which terms it has; this remembers whether they are the same. */
  readonly termsHash: string;
}

function toRows({ payload, chunks }: LexicalDocument): ChunkRow[] {
  return chunks.map(({ chunkId, title, body }) => {
    const texts = { title: title.join(" "), body: body.join(" ") };
    return { chunkId, payload, ...texts, termsHash: hash("sha256", `${texts.title}\n${texts.body}`, "base64url").slice(0, 22) };
  });
}

/** Of the chunks that the documents have, and of those they are to have, whoever has them. */
async function storedHashes(
  tx: Transaction<Schema>,
  documentIds: readonly string[],
  chunkIds: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const hashes = new Map<number, string>();
  const find = async (column: "document_id" | "chunk_id", values: readonly (string | number)[]): Promise<void> => {
    const { rows } = await sql<{ id: number; hash: string }>`
      select chunk_id as id, terms_hash as hash from lexical_chunk
      where ${sql.ref(column)} in (select value from json_each(${JSON.stringify(values)}))`.execute(tx);
    for (const row of rows) hashes.set(row.id, row.hash);
  };
  for (const ids of inBatches(documentIds, ROWS_PER_STATEMENT)) await find("document_id", ids);
  for (const ids of inBatches(chunkIds, ROWS_PER_STATEMENT)) await find("chunk_id", ids);
  return hashes;
}

async function deleteTerms(tx: Transaction<Schema>, chunkIds: readonly number[]): Promise<void> {
  await sql`delete from lexical where rowid in (select value from json_each(${JSON.stringify(chunkIds)}))`.execute(tx);
}

async function deletePayloads(tx: Transaction<Schema>, chunkIds: readonly number[]): Promise<void> {
  await sql`delete from lexical_chunk where chunk_id in (select value from json_each(${JSON.stringify(chunkIds)}))`.execute(tx);
}

async function insertTerms(tx: Transaction<Schema>, rows: readonly ChunkRow[]): Promise<void> {
  const json = JSON.stringify(rows.map(({ chunkId, title, body }) => [chunkId, title, body]));
  await sql`insert into lexical(rowid, title, body) select value ->> 0, value ->> 1, value ->> 2 from json_each(${json})`.execute(tx);
}

async function upsertPayloads(tx: Transaction<Schema>, rows: readonly ChunkRow[]): Promise<void> {
  const json = JSON.stringify(
    rows.map(({ chunkId, payload, termsHash }) => {
      const { documentId, aclId, sourceId, containerId, kind, authors, updatedAt } = payload;
      return [chunkId, documentId, aclId, sourceId, containerId, kind, JSON.stringify(authors), updatedAt, termsHash];
    }),
  );
  await sql`
    insert into lexical_chunk(chunk_id, document_id, acl_id, source_id, container_id, kind, authors, updated_at, terms_hash)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8
    from json_each(${json}) where true
    on conflict(chunk_id) do update set document_id = excluded.document_id, acl_id = excluded.acl_id, source_id = excluded.source_id,
      container_id = excluded.container_id, kind = excluded.kind, authors = excluded.authors, updated_at = excluded.updated_at,
      terms_hash = excluded.terms_hash`.execute(tx);
}

/** Up to `pages` pages of merging; cheap when there is nothing to merge. */
async function mergeSegments(db: Kysely<Schema>, pages: number): Promise<void> {
  // The driver binds numbers as REAL, which FTS5 refuses here.
  await sql`insert into lexical(lexical, rank) values ('merge', cast(${pages} as integer))`.execute(db);
}
