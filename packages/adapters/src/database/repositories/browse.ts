import {
  type DocumentDetail,
  type DocumentFilter,
  type DocumentVersion,
  permit,
  type Permitted,
  type ReadableFolder,
} from "@smartypants/core";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../schema.ts";
import { DETAIL, SUMMARY, toDetail } from "./passage-rows.ts";

/** One page of the documents that `visible` lets through. */
export async function browseDocuments(
  db: Kysely<Schema>,
  visible: RawBuilder<boolean>,
  { sourceId, containerId, title, order = "id", after, limit }: DocumentFilter,
): Promise<readonly Permitted<DocumentDetail>[]> {
  let query = readable(db, visible).select([...SUMMARY, ...DETAIL]);
  if (sourceId !== undefined) query = query.where("document.sourceId", "=", sourceId);
  if (containerId === null) query = query.where("document.containerId", "is", null);
  else if (containerId !== undefined) query = query.where("document.containerId", "=", containerId);
  if (title !== undefined) {
    const pattern = `%${title.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    query = query.where(sql<boolean>`lower(document.title) like ${pattern} escape '\\'`);
  }
  if (after !== undefined) query = query.where(behind(order, after));
  if (order === "title") query = query.orderBy(sql`lower(document.title)`);
  if (order === "updated") query = query.orderBy("document.updatedAt", "desc");
  return (await query.orderBy("document.id").limit(limit).execute()).map((row) => permit(toDetail(row)));
}

/** What comes after a document in an order; nothing when it is gone meanwhile. */
function behind(order: NonNullable<DocumentFilter["order"]>, after: string): RawBuilder<boolean> {
  if (order === "id") return sql<boolean>`document.id > ${after}`;
  const value = order === "title" ? sql`lower(document.title)` : sql`-document.updated_at`;
  const last = order === "title" ? sql`lower(d.title)` : sql`-d.updated_at`;
  return sql<boolean>`exists (select 1 from document d where d.id = ${after} and (${value} > ${last} or (${value} = ${last} and document.id > d.id)))`;
}

type FolderRow = Omit<ReadableFolder, "documents"> & { readonly documents: number | string };

export async function readFolders(db: Kysely<Schema>, visible: RawBuilder<boolean>, sourceId: string): Promise<readonly ReadableFolder[]> {
  const { rows } = await sql<FolderRow>`
    with recursive holding(id, documents) as (
      select document.container_id, count(*) from document join source on source.id = document.source_id
        where document.source_id = ${sourceId} and document.container_id is not null and ${visible} group by document.container_id),
    tree(id, parent_id) as (
      select c.id, c.parent_id from container c join holding on holding.id = c.id
      union select c.id, c.parent_id from container c join tree on tree.parent_id = c.id)
    select c.id, c.external_id, c.parent_id, c.title, c.path, coalesce(holding.documents, 0) as documents
      from tree join container c on c.id = tree.id left join holding on holding.id = c.id order by lower(c.title), c.id`.execute(db);
  // Postgres counts in text.
  return rows.map((row) => ({ ...row, documents: Number(row.documents) }));
}

export async function readVersions(
  db: Kysely<Schema>,
  visible: RawBuilder<boolean>,
  documentId: string,
): Promise<readonly DocumentVersion[]> {
  const rows = await readable(db, visible)
    .innerJoin("documentText", "documentText.documentId", "document.id")
    .where("document.id", "=", documentId)
    .select("documentText.version")
    .select((each) => [
      each.fn.max("documentText.supersededAt").as("supersededAt"),
      sql<number | string>`sum(length(document_text.text))`.as("characters"),
    ])
    .groupBy("documentText.version")
    .orderBy("documentText.version", "desc")
    .execute();
  return rows.map(({ version, supersededAt, characters }) => ({ version, supersededAt, characters: Number(characters) }));
}

function readable(db: Kysely<Schema>, visible: RawBuilder<boolean>) {
  return db.selectFrom("document").innerJoin("source", "source.id", "document.sourceId").where(visible);
}
