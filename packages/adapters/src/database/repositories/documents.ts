import type { DocumentRepository, DocumentTouch, StoredDocument } from "@smartypants/core";
import type { Acl } from "@smartypants/sdk";
import { type Selectable, sql } from "kysely";
import type { DocumentRow } from "../schema.ts";
import { anyOf, bumpEpoch, inTransaction, markForIndex, parseJson, type RepositoryBase } from "../sql.ts";
import { saveDocuments } from "./save-documents.ts";

export function createDocumentRepository(base: RepositoryBase): DocumentRepository {
  return {
    ...createKnownReads(base),
    ...createStoredReads(base),
    save: (sourceId, documents, now) => inTransaction(base, (tx) => saveDocuments(tx, sourceId, documents, now)),
    touch: (sourceId, touches, now) => inTransaction(base, (tx) => touchDocuments(tx, sourceId, touches, now)),
    remove: (ids, now) => inTransaction(base, (tx) => removeDocuments(tx, ids, now)),
    sweepVersions: (before) => sweepVersions(base, before),
  };
}

/** What a sync asks before it fetches. */
function createKnownReads({ db, engine }: RepositoryBase): Pick<DocumentRepository, "known" | "knownByChangeKey" | "unreferencedBlobs"> {
  return {
    known: async (sourceId, externalIds, pipelineVersion) => {
      const rows = await db
        .selectFrom("document")
        .innerJoin("syncItem", (join) =>
          join.onRef("syncItem.sourceId", "=", "document.sourceId").onRef("syncItem.externalId", "=", "document.externalId"),
        )
        .select(["document.externalId", "document.changeKey"])
        .where("document.sourceId", "=", sourceId)
        .where(anyOf(engine, sql.ref("document.external_id"), externalIds))
        .where("document.pipelineVersion", "=", pipelineVersion)
        .where("syncItem.state", "=", "indexed")
        .execute();
      return new Map(rows.map((row) => [row.externalId, row.changeKey]));
    },
    knownByChangeKey: async (sourceId, changeKeys) => {
      const rows = await db
        .selectFrom("document")
        .select(["externalId", "changeKey"])
        .where("sourceId", "=", sourceId)
        .where(anyOf(engine, sql.ref("change_key"), changeKeys))
        .execute();
      const found = new Map<string, string[]>();
      for (const row of rows) found.set(row.changeKey, [...(found.get(row.changeKey) ?? []), row.externalId]);
      return found;
    },
    unreferencedBlobs: async (blobIds) => {
      const rows = await db
        .selectFrom("document")
        .select("blobId")
        .where(anyOf(engine, sql.ref("blob_id"), blobIds))
        .execute();
      const used = new Set(rows.map((row) => row.blobId));
      return blobIds.filter((id) => !used.has(id));
    },
  };
}

function createStoredReads({
  db,
  engine,
}: RepositoryBase): Pick<DocumentRepository, "byExternalIds" | "get" | "ofSource" | "languages" | "outdated"> {
  return {
    byExternalIds: async (sourceId, externalIds) => {
      const rows = await db
        .selectFrom("document")
        .selectAll()
        .where("sourceId", "=", sourceId)
        .where(anyOf(engine, sql.ref("external_id"), externalIds))
        .execute();
      return new Map(rows.map((row) => [row.externalId, toStored(row)]));
    },
    get: async (id) => {
      const row = await db.selectFrom("document").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toStored(row);
    },
    ofSource: async (sourceId, after, limit) => {
      let query = db.selectFrom("document").selectAll().where("sourceId", "=", sourceId);
      if (after !== null) query = query.where("id", ">", after);
      return (await query.orderBy("id").limit(limit).execute()).map(toStored);
    },
    languages: async () => {
      // A skip scan over the index: as many look-ups as languages, not as documents.
      const rows = await sql<{ language: string | null }>`
        with recursive seen(language) as (
          select min(language) from document
          union all select (select min(language) from document where language > seen.language) from seen where seen.language is not null)
        select language from seen where language is not null`.execute(db);
      return rows.rows.flatMap((row) => row.language ?? []);
    },
    outdated: async (pipelineVersion, limit) => {
      const query = db.selectFrom("document").selectAll().where("pipelineVersion", "<>", pipelineVersion);
      return (await query.orderBy("syncedAt").orderBy("id").limit(limit).execute()).map(toStored);
    },
  };
}

function toStored(row: Selectable<DocumentRow>): StoredDocument {
  return {
    id: row.id,
    sourceId: row.sourceId,
    externalId: row.externalId,
    containerId: row.containerId,
    title: row.title,
    url: row.url,
    path: row.path,
    changeKey: row.changeKey,
    textHash: row.textHash,
    version: row.version,
    indexedVersion: row.indexedVersion,
    pipelineVersion: row.pipelineVersion,
    aclId: row.aclId,
    aclInherits: row.aclInherits === 1,
    sourceAcl: parseJson<Acl>(row.sourceAcl),
    blobId: row.blobId,
  };
}

async function touchDocuments({ db }: RepositoryBase, sourceId: string, touches: readonly DocumentTouch[], now: number): Promise<void> {
  for (const { id, aclInherits, sourceAcl, ...plain } of touches) {
    await db
      .updateTable("document")
      .set({
        ...plain,
        ...(aclInherits !== undefined && { aclInherits: aclInherits ? 1 : 0 }),
        ...(sourceAcl !== undefined && { sourceAcl: JSON.stringify(sourceAcl) }),
        syncedAt: now,
      })
      .where("id", "=", id)
      .where("sourceId", "=", sourceId)
      .execute();
  }
  if (touches.some((touch) => touch.aclId !== undefined)) await bumpEpoch(db, "acl");
  await markForIndex(
    db,
    touches.map((touch) => touch.id),
    now,
  );
}

/** All versions go with the row; the work set keeps the id until the indexes have let go of it. */
export async function removeDocuments({ db, engine }: RepositoryBase, ids: readonly string[], now: number): Promise<number> {
  if (ids.length === 0) return 0;
  const gone = await db
    .deleteFrom("document")
    .where(anyOf(engine, sql.ref("id"), ids))
    .returning("id")
    .execute();
  await markForIndex(
    db,
    gone.map((row) => row.id),
    now,
  );
  return gone.length;
}

/** Only what is older than the version that the indexes serve. */
async function sweepVersions({ db }: RepositoryBase, before: number): Promise<number> {
  const { rows } = await sql<{ documentId: string; version: number }>`
    delete from document_text where superseded_at is not null
      and exists (select 1 from document d where d.id = document_text.document_id and d.indexed_version > document_text.version)
      and (superseded_at < ${before}
        or not exists (select 1 from citation c where c.document_id = document_text.document_id and c.version = document_text.version))
    returning document_id, version`.execute(db);
  return new Set(rows.map((row) => `${row.documentId} ${row.version}`)).size;
}
