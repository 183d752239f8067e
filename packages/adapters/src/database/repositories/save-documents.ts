import type { DocumentWrite } from "@smartypants/core";
import { type Insertable, sql } from "kysely";
import type { DocumentRow, Schema } from "../schema.ts";
import { anyOf, inBatches, markForIndex, type RepositoryBase } from "../sql.ts";
import { textParts } from "./document-text.ts";

interface Stored {
  readonly id: string;
  readonly version: number;
  readonly textHash: string;
  readonly pipelineVersion: string;
}

/** See `DocumentRepository.save`. */
export async function saveDocuments(
  base: RepositoryBase,
  sourceId: string,
  documents: readonly DocumentWrite[],
  now: number,
): Promise<ReadonlyMap<string, string>> {
  if (documents.length === 0) return new Map();
  const stored = await storedVersions(
    base,
    sourceId,
    documents.map((document) => document.externalId),
  );
  const rows: Insertable<DocumentRow>[] = [];
  const changed: { readonly id: string; readonly version: number; readonly document: DocumentWrite }[] = [];
  // The same item twice: the last one holds.
  for (const document of new Map(documents.map((each) => [each.externalId, each])).values()) {
    const before = stored.get(document.externalId);
    const isSame = before?.textHash === document.textHash && before.pipelineVersion === document.pipelineVersion;
    const id = before?.id ?? document.id;
    const version = isSame ? before.version : (before?.version ?? 0) + 1;
    rows.push(toRow(sourceId, id, version, document, now));
    if (!isSame) changed.push({ id, version, document });
  }
  const ids = rows.map((row) => row.id);
  await upsert(base, rows);
  await supersede(
    base,
    changed.filter((each) => each.version > 1).map((each) => each.id),
    now,
  );
  await insertTexts(base, changed);
  await insertChunks(base, changed);
  await markForIndex(base.db, ids, now);
  return new Map(rows.map((row) => [row.externalId, row.id]));
}

async function storedVersions(
  { db, engine }: RepositoryBase,
  sourceId: string,
  externalIds: readonly string[],
): Promise<Map<string, Stored>> {
  const rows = await db
    .selectFrom("document")
    .select(["id", "externalId", "version", "textHash", "pipelineVersion"])
    .where("sourceId", "=", sourceId)
    .where(anyOf(engine, sql.ref("external_id"), externalIds))
    .execute();
  return new Map(rows.map((row) => [row.externalId, row]));
}

function toRow(sourceId: string, id: string, version: number, document: DocumentWrite, now: number): Insertable<DocumentRow> {
  return {
    id,
    sourceId,
    containerId: document.containerId,
    externalId: document.externalId,
    title: document.title,
    url: document.url,
    path: document.path,
    mimeType: document.mimeType,
    kind: document.kind,
    language: document.language,
    authors: JSON.stringify(document.authors),
    createdAt: document.createdAt,
    updatedAt: document.updatedAt,
    metadata: JSON.stringify(document.metadata),
    changeKey: document.changeKey,
    textHash: document.textHash,
    version,
    indexedVersion: null,
    pipelineVersion: document.pipelineVersion,
    aclId: document.aclId,
    aclInherits: document.aclInherits ? 1 : 0,
    sourceAcl: JSON.stringify(document.sourceAcl),
    blobId: document.blobId,
    sizeBytes: document.sizeBytes,
    notes: document.notes.length === 0 ? null : JSON.stringify(document.notes),
    firstSeenAt: now,
    syncedAt: now,
  };
}

/** Everything but the id, what was first seen, and the version that the indexes serve. */
const KEPT = new Set<keyof DocumentRow>(["id", "sourceId", "externalId", "firstSeenAt", "indexedVersion"]);

async function upsert({ db }: RepositoryBase, rows: readonly Insertable<DocumentRow>[]): Promise<void> {
  for (const batch of inBatches(rows, 100)) {
    const columns = Object.keys(batch[0] ?? {}) as (keyof DocumentRow)[];
    await db
      .insertInto("document")
      .values(batch)
      .onConflict((conflict) =>
        conflict
          .columns(["sourceId", "externalId"])
          .doUpdateSet((set) =>
            Object.fromEntries(columns.filter((name) => !KEPT.has(name)).map((name) => [name, set.ref(`excluded.${name}`)])),
          ),
      )
      .execute();
  }
}

async function supersede({ db, engine }: RepositoryBase, ids: readonly string[], now: number): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable("documentText")
    .set({ supersededAt: now })
    .where("supersededAt", "is", null)
    .where(anyOf(engine, sql.ref("document_id"), ids))
    .execute();
}

type Changed = readonly { readonly id: string; readonly version: number; readonly document: DocumentWrite }[];

async function insertTexts({ db }: RepositoryBase, changed: Changed): Promise<void> {
  const parts = changed.flatMap(({ id, version, document }) =>
    textParts(document.text).map((part) => ({ documentId: id, version, ...part, supersededAt: null })),
  );
  for (const batch of inBatches(parts, 200)) await db.insertInto("documentText").values(batch).execute();
}

async function insertChunks({ db }: RepositoryBase, changed: Changed): Promise<void> {
  const chunks = changed.flatMap(({ id, version, document }) =>
    document.chunks.map((chunk, ordinal): Insertable<Schema["chunk"]> => ({
      documentId: id,
      version,
      ordinal,
      startOffset: chunk.start,
      endOffset: chunk.end,
      kind: chunk.kind,
      headingPath: JSON.stringify(chunk.headingPath),
      anchor: chunk.anchor,
      header: chunk.header,
      hash: chunk.hash,
    })),
  );
  for (const batch of inBatches(chunks, 300)) await db.insertInto("chunk").values(batch).execute();
}
