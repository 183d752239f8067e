import type { DocumentDetail, DocumentSummary, Passage } from "@smartypants/core";
import type { MetadataValue } from "@smartypants/sdk";
import { parseJson, parseJsonOrNull } from "../sql.ts";

/** Columns of a document that its reader is shown. */
export const SUMMARY = [
  "document.id as documentId",
  "document.externalId",
  "document.sourceId",
  "document.containerId",
  "document.title",
  "document.url",
  "document.path",
  "document.mimeType",
  "document.kind as documentKind",
  "document.language",
  "document.authors",
  "document.createdAt",
  "document.updatedAt",
  "document.textHash",
  "document.version as documentVersion",
  "document.indexedVersion",
  "source.name as sourceName",
  "source.connector",
] as const;

/** What `SUMMARY` selects. */
export interface SummaryRow {
  readonly documentId: string;
  readonly externalId: string;
  readonly sourceId: string;
  readonly containerId: string | null;
  readonly title: string;
  readonly url: string;
  readonly path: string | null;
  readonly mimeType: string;
  readonly documentKind: string;
  readonly language: string;
  readonly authors: string;
  readonly createdAt: number | null;
  readonly updatedAt: number;
  readonly textHash: string;
  readonly documentVersion: number;
  readonly indexedVersion: number | null;
  readonly sourceName: string;
  readonly connector: string;
}

export function toSummary(row: SummaryRow): DocumentSummary {
  return {
    id: row.documentId,
    externalId: row.externalId,
    sourceId: row.sourceId,
    sourceName: row.sourceName,
    connector: row.connector,
    containerId: row.containerId,
    title: row.title,
    url: row.url,
    path: row.path,
    mimeType: row.mimeType,
    kind: row.documentKind,
    language: row.language,
    authors: parseJson(row.authors),
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    textHash: row.textHash,
    version: row.documentVersion,
    indexedVersion: row.indexedVersion,
  };
}

/** What a page about one document shows besides. */
export const DETAIL = ["document.sizeBytes", "document.blobId", "document.metadata", "document.notes"] as const;

export interface DetailRow extends SummaryRow {
  readonly sizeBytes: number;
  readonly blobId: string | null;
  readonly metadata: string;
  readonly notes: string | null;
}

export function toDetail(row: DetailRow): DocumentDetail {
  return {
    ...toSummary(row),
    sizeBytes: row.sizeBytes,
    blobId: row.blobId,
    metadata: parseJson<Record<string, MetadataValue>>(row.metadata),
    notes: parseJsonOrNull<string[]>(row.notes) ?? [],
  };
}

/** Columns of a passage. */
export const PASSAGE = [
  "chunk.id",
  "chunk.ordinal",
  "chunk.version",
  "chunk.startOffset",
  "chunk.endOffset",
  "chunk.kind",
  "chunk.headingPath",
  "chunk.anchor",
  "chunk.header",
] as const;

export interface PassageRow extends SummaryRow {
  readonly id: number;
  readonly ordinal: number;
  readonly version: number;
  readonly startOffset: number;
  readonly endOffset: number;
  readonly kind: string;
  readonly headingPath: string;
  readonly anchor: string | null;
  readonly header: string | null;
}

export function toPassage(row: PassageRow): Passage {
  return {
    chunkId: row.id,
    ordinal: row.ordinal,
    version: row.version,
    start: row.startOffset,
    end: row.endOffset,
    kind: row.kind,
    headingPath: parseJson(row.headingPath),
    anchor: row.anchor,
    header: row.header,
    document: toSummary(row),
  };
}
