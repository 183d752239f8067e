import type { ChunkState, DoctorRepository, Fault, Inspection, StoredVersion } from "@smartypants/core";
import { type RawBuilder, sql } from "kysely";
import { openInspection } from "../sqlite/inspection.ts";
import { anyOf, inBatches, parseJson, type RepositoryBase } from "../sql.ts";

const EXAMPLES = 5;
const IDS_AT_ONCE = 1000;

type Select = <Row>(query: RawBuilder<Row>) => Promise<readonly Row[]>;

/** On SQLite everything is read in a thread that lives as long as the inspection: whole tables are walked, and people must not wait for it. */
export function createDoctorRepository(base: RepositoryBase): DoctorRepository {
  const { db, engine } = base;
  return {
    inspect: async (work) => {
      if (engine === "postgres") {
        return work(
          inspectionOver(
            base,
            async (query) => (await query.execute(db)).rows,
            async () => [],
          ),
        );
      }
      const { rows } = await sql<{ file: string }>`select file from pragma_database_list where name = 'main'`.execute(db);
      const thread = openInspection(rows[0]?.file ?? "");
      try {
        const select: Select = (query) => {
          const { sql: text, parameters } = query.compile(db);
          return thread.select(text, parameters);
        };
        return await work(inspectionOver(base, select, () => thread.integrity()));
      } finally {
        await thread.close();
      }
    },
  };
}

function inspectionOver(base: RepositoryBase, select: Select, integrity: Inspection["integrity"]): Inspection {
  const { engine } = base;
  const count = async (query: RawBuilder<{ total: number }>): Promise<number> => (await select(query))[0]?.total ?? 0;
  return {
    integrity,
    find: async (fault, before) => {
      const rows = await select(sql<{ id: string | number; total: number }>`
        select id, count(*) over () as total from (${FAULTS[fault](before)}) as fault order by id limit ${EXAMPLES}`);
      return { count: rows[0]?.total ?? 0, examples: rows.map((row) => String(row.id)) };
    },
    countDocuments: () => count(sql`select count(*) as total from document`),
    countWaiting: () => count(sql`select count(*) as total from index_change`),
    documentIds: async (after, limit) =>
      (await select(sql<{ id: string }>`select id from document where id > ${after} order by id limit ${limit}`)).map((row) => row.id),
    documentIdAt: async (place) =>
      (await select(sql<{ id: string }>`select id from document order by id limit 1 offset ${place}`))[0]?.id ?? null,
    storedVersion: (documentId) => storedVersion(select, documentId),
    indexedChunkIds: async (after, limit) => {
      const rows = await select(sql<{ id: number }>`
        select c.id from chunk c join document d on d.id = c.document_id and d.indexed_version = c.version
          where c.id > ${after} order by c.id limit ${limit}`);
      return rows.map((row) => row.id);
    },
    chunkStates: async (chunkIds) => {
      const states = new Map<number, ChunkState>();
      for (const ids of inBatches(chunkIds, IDS_AT_ONCE)) {
        const rows = await select(sql<{ id: number; state: ChunkState }>`
          select c.id, case
            when exists (select 1 from index_change w where w.document_id = c.document_id) then 'waiting'
            when c.version = d.indexed_version then 'indexed' else 'stale' end as state
          from chunk c join document d on d.id = c.document_id where ${anyOf(engine, sql.ref("c.id"), ids)}`);
        for (const row of rows) states.set(row.id, row.state);
      }
      return states;
    },
  };
}

async function storedVersion(select: Select, documentId: string): Promise<StoredVersion | null> {
  const [row] = await select(sql<{ version: number; pipeline: string; hash: string }>`
    select version, pipeline_version as pipeline, text_hash as hash from document where id = ${documentId}`);
  if (row === undefined) return null;
  const { version } = row;
  const parts = await select(sql<{ text: string }>`
    select text from document_text where document_id = ${documentId} and version = ${version} order by part`);
  const chunks = await select(sql<{ start: number; finish: number; path: string; header: string | null; hash: string }>`
    select start_offset as start, end_offset as finish, heading_path as path, header, hash from chunk
      where document_id = ${documentId} and version = ${version} order by ordinal`);
  return {
    version,
    pipelineVersion: row.pipeline,
    textHash: row.hash,
    text: parts.map((part) => part.text).join(""),
    chunks: chunks.map(({ start, finish, path, header, hash }) => ({
      start,
      end: finish,
      headingPath: parseJson<string[]>(path),
      header,
      hash,
    })),
  };
}

/** Rows that break a rule, by id. A source that is being erased is in pieces on purpose. */
const FAULTS: Readonly<Record<Fault, (before: number) => RawBuilder<unknown>>> = {
  "item-without-document": () => sql`
    select i.external_id as id from sync_item i join source s on s.id = i.source_id
      where i.state = 'indexed' and s.state <> 'deleting' and not exists (select 1 from document d where d.id = i.document_id)`,
  "document-without-item": () => sql`
    select d.id from document d join source s on s.id = d.source_id
      where s.state <> 'deleting'
        and not exists (select 1 from sync_item i where i.source_id = d.source_id and i.external_id = d.external_id)`,
  "document-without-text": () => sql`
    select d.id from document d
      where not exists (select 1 from document_text t where t.document_id = d.id and t.version = d.version and t.superseded_at is null)`,
  "several-current-versions": () => sql`
    select document_id as id from document_text where superseded_at is null and part = 0 group by document_id having count(*) > 1`,
  "document-without-source": () => sql`
    select d.id from document d where not exists (select 1 from source s where s.id = d.source_id)`,
  "document-without-acl": () => sql`
    select d.id from document d where not exists (select 1 from acl a where a.id = d.acl_id)`,
  "container-without-acl": () => sql`
    select c.id from container c where not exists (select 1 from acl a where a.id = c.acl_id)`,
  "source-without-acl": () => sql`
    select s.id from source s where not exists (select 1 from acl a where a.id = s.root_acl_id)`,
  "run-counts": () => sql`
    select id from sync_run where finished_at is not null and seen <> indexed + unchanged + skipped + failed`,
  // Work that another drainer has lost goes to the front with the time 0.
  "index-waiting": (before) => sql`select document_id as id from index_change where created_at > 0 and created_at < ${before}`,
  "dead-job": (before) => sql`select id from job where state = 'running' and lease_until < ${before}`,
  "quarantined-job": () => sql`select id from job where state = 'quarantined'`,
  "failed-job": () => sql`select id from job where state = 'failed'`,
};
