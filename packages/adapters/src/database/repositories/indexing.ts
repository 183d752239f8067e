import type { IndexChangeRepository, IndexedDocument, IndexWork } from "@smartypants/core";
import { type Selectable, sql } from "kysely";
import type { ChunkRow } from "../schema.ts";
import { anyOf, bumpEpoch, inBatches, inTransaction, markForIndex, parseJson, type RepositoryBase, rowsOf } from "../sql.ts";
import { readTexts } from "./document-text.ts";

export function createIndexChangeRepository(base: RepositoryBase): IndexChangeRepository {
  const { db } = base;
  return {
    claim: (limit, leaseMs, now) => claim(base, limit, leaseMs, now),
    settle: (work) => inTransaction(base, (tx) => settle(tx, work)),
    release: async (documentIds) => {
      let query = db.updateTable("indexChange").set({ claimedUntil: 0 }).where("claimedUntil", ">", 0);
      if (documentIds !== undefined) query = query.where(anyOf(base.engine, sql.ref("document_id"), documentIds));
      await query.execute();
    },
    count: async (sourceId) => {
      let query = db.selectFrom("indexChange").select((select) => select.fn.countAll().as("count"));
      if (sourceId !== undefined) {
        query = query.where((where) =>
          where.exists(
            where
              .selectFrom("document")
              .select("document.id")
              .whereRef("document.id", "=", "indexChange.documentId")
              .where("document.sourceId", "=", sourceId),
          ),
        );
      }
      return Number((await query.executeTakeFirstOrThrow()).count);
    },
    epoch: async () => (await db.selectFrom("epoch").select("value").where("name", "=", "index").executeTakeFirst())?.value ?? 0,
    markAll: (now) => inTransaction(base, (tx) => markAll(tx, now)),
    mark: (documentIds, now) => inTransaction(base, (tx) => markForIndex(tx.db, documentIds, now)),
    read: async (documentIds) => [...(await readDocuments(base, documentIds)).values()],
    indexedChunks: async (after, limit) => {
      const { rows } = await sql<{ chunkId: number; documentId: string }>`
        select c.id as chunk_id, c.document_id ${INDEXED_CHUNKS} where c.id > ${after} order by c.id limit ${limit}`.execute(db);
      return rows;
    },
    countIndexedChunks: async () => {
      const { rows } = await sql<{ count: number | string }>`select count(*) as count ${INDEXED_CHUNKS}`.execute(db);
      return Number(rows[0]?.count ?? 0);
    },
  };
}

const INDEXED_CHUNKS = sql`from chunk c join document d on d.id = c.document_id and d.indexed_version = c.version`;

async function markAll({ db }: RepositoryBase, now: number): Promise<number> {
  const generation = await bumpEpoch(db, "change");
  const marked = await sql`
    insert into index_change (document_id, generation, created_at)
      select id, cast(${generation} as bigint), cast(${now} as bigint) from document where true
      on conflict (document_id) do update set generation = excluded.generation`.execute(db);
  return Number(marked.numAffectedRows ?? 0);
}

type Claim = IndexChangeRepository["claim"];

/** One statement, so that two drainers never take the same row. */
async function claim(base: RepositoryBase, ...[limit, leaseMs, now]: Parameters<Claim>): Promise<readonly IndexWork[]> {
  const { db, engine } = base;
  const lock = engine === "postgres" ? sql`for update skip locked` : sql``;
  const claimed = await sql<{ documentId: string; generation: number }>`
    with picked as materialized (
      select document_id from index_change where claimed_until <= ${now} order by created_at, document_id limit ${limit} ${lock})
    update index_change set claimed_until = ${now + leaseMs} where document_id in (select document_id from picked)
    returning document_id, generation`.execute(db);
  if (claimed.rows.length === 0) return [];
  const documents = await readDocuments(
    base,
    claimed.rows.map((row) => row.documentId),
  );
  return claimed.rows.map((row) => ({ ...row, document: documents.get(row.documentId) ?? null }));
}

/** Text and chunks of the very version that was read first: a save may come between the statements. */
async function readDocuments(base: RepositoryBase, ids: readonly string[]): Promise<ReadonlyMap<string, IndexedDocument>> {
  const { db, engine } = base;
  const rows = await db
    .selectFrom("document")
    .leftJoin("container", "container.id", "document.containerId")
    .select(["document.id", "document.version", "document.indexedVersion", "document.aclId", "document.sourceId", "document.containerId"])
    .select(["document.kind", "document.authors", "document.updatedAt", "document.title", "document.path", "document.language"])
    .select("container.title as containerTitle")
    .where(anyOf(engine, sql.ref("document.id"), ids))
    .execute();
  if (rows.length === 0) return new Map();
  const texts = await readTexts(base, rows);
  const chunks = await readChunks(base, rows);
  return new Map(
    rows.map(({ id, authors, aclId, sourceId, containerId, kind, updatedAt, ...rest }): [string, IndexedDocument] => [
      id,
      {
        ...rest,
        payload: {
          documentId: id,
          aclId,
          sourceId,
          containerId,
          kind,
          updatedAt,
          authors: parseJson<string[]>(authors).map((name) => name.toLowerCase()),
        },
        text: texts.get(id) ?? "",
        chunks: chunks.get(id) ?? [],
      },
    ]),
  );
}

async function readChunks(
  { db, engine }: RepositoryBase,
  versions: readonly { readonly id: string; readonly version: number }[],
): Promise<ReadonlyMap<string, IndexedDocument["chunks"]>> {
  const wanted = rowsOf(engine, "wanted", { id: "text", version: "int" }, versions);
  const { rows } = await sql<
    Pick<Selectable<ChunkRow>, "id" | "documentId" | "startOffset" | "endOffset" | "headingPath" | "header" | "hash">
  >`
    select c.id, c.document_id, c.start_offset, c.end_offset, c.heading_path, c.header, c.hash from ${wanted}
      join chunk c on c.document_id = wanted.id and c.version = wanted.version order by c.document_id, c.ordinal`.execute(db);
  const chunks = new Map<string, IndexedDocument["chunks"][number][]>();
  for (const { id, documentId, startOffset, endOffset, headingPath, header, hash } of rows) {
    const list = chunks.get(documentId) ?? [];
    list.push({ id, start: startOffset, end: endOffset, headingPath: parseJson<string[]>(headingPath), header, hash });
    chunks.set(documentId, list);
  }
  return chunks;
}

type Settle = IndexChangeRepository["settle"];
type Settled = Parameters<Settle>[0];

async function settle(base: RepositoryBase, work: Settled): Promise<void> {
  const { db, engine } = base;
  for (const batch of inBatches(work, 500)) {
    const rows = await db
      .selectFrom("indexChange")
      .select("documentId")
      .where(
        anyOf(
          engine,
          sql.ref("document_id"),
          batch.map((each) => each.documentId),
        ),
      )
      .execute();
    const present = new Set(rows.map((row) => row.documentId));
    await serve(
      base,
      batch.filter((each) => present.has(each.documentId)),
    );
    await letGo(base, batch);
    // The lease ran out and another drainer has finished: nobody knows whose work the indexes have kept, so it is done once more.
    const lost = batch.filter((each) => !present.has(each.documentId));
    await markForIndex(
      db,
      lost.map((each) => each.documentId),
      0,
    );
  }
  if (work.length > 0) await bumpEpoch(db, "index");
}

/** Lets readers have the versions that the indexes have now, and erases what came before them. Never goes back to an older one. */
async function serve({ db, engine }: RepositoryBase, work: Settled): Promise<void> {
  const versions = work.flatMap(({ documentId, version }) => (version === null ? [] : [{ id: documentId, version }]));
  if (versions.length === 0) return;
  const done = rowsOf(engine, "done", { id: "text", version: "int" }, versions);
  await sql`
    update document set indexed_version = done.version from ${done}
      where document.id = done.id and document.version >= done.version
        and (document.indexed_version is null or document.indexed_version < done.version)`.execute(db);
  await sql`
    delete from chunk where id in (
      select c.id from ${done} join document d on d.id = done.id join chunk c on c.document_id = d.id and c.version < d.indexed_version)`.execute(
    db,
  );
  await sql`
    delete from document_text where (document_id, version, part) in (
      select t.document_id, t.version, t.part from ${done} join document d on d.id = done.id
        join document_text t on t.document_id = d.id and t.version < d.indexed_version and t.superseded_at is not null
        where not exists (select 1 from citation c where c.document_id = t.document_id and c.version = t.version))`.execute(db);
}

async function letGo({ db, engine }: RepositoryBase, work: Settled): Promise<void> {
  const done = rowsOf(
    engine,
    "done",
    { id: "text", generation: "int" },
    work.map(({ documentId: id, generation }) => ({ id, generation })),
  );
  await sql`delete from index_change where (document_id, generation) in (select id, generation from ${done})`.execute(db);
  // Changed since it was claimed: at once ready for another round.
  await sql`update index_change set claimed_until = 0 where document_id in (select id from ${done})`.execute(db);
}
