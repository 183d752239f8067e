import type { DocumentScope, IndexScope } from "@smartypants/core";
import { type RawBuilder, sql } from "kysely";
import { anyOf, type RepositoryBase } from "../sql.ts";

/** How many documents that `visible` lets through pass a filter. */
export async function countDocuments({ db, engine }: RepositoryBase, visible: RawBuilder<boolean>, filter: DocumentScope): Promise<number> {
  const { anyOf: scopes, ...scope } = filter;
  const conditions = [visible, ...conditionsOf(engine, scope)];
  if (scopes !== undefined) conditions.push(either(scopes.map((each) => allOf(conditionsOf(engine, each)))));
  const { rows } = await sql<{ count: number | string }>`
    select count(*) as count from document join source on source.id = document.source_id where ${allOf(conditions)}`.execute(db);
  // Postgres counts in text.
  return Number(rows[0]?.count ?? 0);
}

function allOf(conditions: readonly RawBuilder<boolean>[]): RawBuilder<boolean> {
  return conditions.length === 0 ? sql<boolean>`1 = 1` : sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}

function either(conditions: readonly RawBuilder<boolean>[]): RawBuilder<boolean> {
  return conditions.length === 0 ? sql<boolean>`1 = 0` : sql<boolean>`(${sql.join(conditions, sql` or `)})`;
}

function conditionsOf(engine: RepositoryBase["engine"], scope: IndexScope): RawBuilder<boolean>[] {
  const { sources, containers, kinds, authors, updatedAfter, updatedBefore, chunks } = scope;
  const conditions: RawBuilder<boolean>[] = [];
  const within = (column: string, values: readonly string[] | undefined): void => {
    if (values !== undefined) conditions.push(values.length === 0 ? sql<boolean>`1 = 0` : anyOf(engine, sql.ref(column), values));
  };
  within("document.source_id", sources);
  within("document.container_id", containers);
  within("document.kind", kinds);
  if (authors !== undefined) conditions.push(holds(engine, sql`document.authors`, authors));
  if (updatedAfter !== undefined) conditions.push(sql<boolean>`document.updated_at >= ${updatedAfter}`);
  if (updatedBefore !== undefined) conditions.push(sql<boolean>`document.updated_at < ${updatedBefore}`);
  if (chunks !== undefined) {
    const wanted = chunks.length === 0 ? sql<boolean>`1 = 0` : anyOf(engine, sql.ref("chunk.id"), chunks);
    conditions.push(sql<boolean>`document.id in (select chunk.document_id from chunk where ${wanted})`);
  }
  return conditions;
}

/** Passages of the documents with one of the tags, in the order of their ids. */
export async function chunksTagged(
  { db, engine }: RepositoryBase,
  visible: RawBuilder<boolean>,
  tags: readonly string[],
  limit: number,
): Promise<readonly number[]> {
  if (tags.length === 0) return [];
  const [some, others] = ["tags", "labels"].map((name) => holds(engine, member(engine, name), tags));
  // The first look at the text spares parsing the metadata of every document that has none.
  const { rows } = await sql<{ id: number }>`
    select chunk.id from chunk join document on document.id = chunk.document_id and document.indexed_version = chunk.version
      join source on source.id = document.source_id
    where (document.metadata like '%"tags"%' or document.metadata like '%"labels"%') and (${some} or ${others}) and ${visible}
    order by chunk.id limit ${limit}`.execute(db);
  return rows.map((row) => row.id);
}

/** Passages of the documents that are attached to a conversation. */
export async function attachedChunks(
  { db }: RepositoryBase,
  visible: RawBuilder<boolean>,
  conversationId: string,
): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select chunk.id from attachment join document on document.id = attachment.document_id
      join chunk on chunk.document_id = document.id and chunk.version = document.indexed_version
      join source on source.id = document.source_id
    where attachment.conversation_id = ${conversationId} and ${visible} order by chunk.id`.execute(db);
  return rows.map((row) => row.id);
}

function member(engine: RepositoryBase["engine"], name: string): RawBuilder<unknown> {
  return engine === "sqlite"
    ? sql`json_extract(document.metadata, ${`$.${name}`})`
    : sql`(document.metadata::jsonb -> ${sql.lit(name)})::text`;
}

/** Whether a JSON text, a list or one value, holds one of the words in any case. */
function holds(engine: RepositoryBase["engine"], json: RawBuilder<unknown>, words: readonly string[]): RawBuilder<boolean> {
  const wanted = [...new Set(words.flatMap((word) => [word, word.toLowerCase()]))];
  if (wanted.length === 0) return sql<boolean>`1 = 0`;
  const one = sql<boolean>`(${anyOf(engine, sql.ref("each.value"), wanted)} or ${anyOf(engine, sql`lower(each.value)`, wanted)})`;
  if (engine === "sqlite") {
    // One value comes out of the metadata as plain text, which is no JSON.
    const list = sql`case when json_valid(${json}) and json_type(${json}) = 'array' then ${json} else json_array(${json}) end`;
    return sql<boolean>`exists (select 1 from json_each(${list}) as each where ${one})`;
  }
  const value = sql`${json}::jsonb`;
  const list = sql`case jsonb_typeof(${value}) when 'array' then ${value} else jsonb_build_array(${value}) end`;
  return sql<boolean>`exists (select 1 from jsonb_array_elements_text(${list}) as each(value) where ${one})`;
}
