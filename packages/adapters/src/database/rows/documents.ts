import type { Generated } from "kysely";

export interface DocumentRow {
  id: string;
  sourceId: string;
  containerId: string | null;
  externalId: string;
  title: string;
  url: string;
  path: string | null;
  mimeType: string;
  kind: string;
  language: string;
  authors: Generated<string>;
  createdAt: number | null;
  updatedAt: number;
  metadata: Generated<string>;
  changeKey: string;
  textHash: string;
  version: number;
  indexedVersion: number | null;
  pipelineVersion: string;
  aclId: number;
  aclInherits: number;
  sourceAcl: string;
  blobId: string | null;
  sizeBytes: Generated<number>;
  notes: string | null;
  firstSeenAt: number;
  syncedAt: number;
}

export interface DocumentTextRow {
  documentId: string;
  version: number;
  part: number;
  startOffset: number;
  text: string;
  supersededAt: number | null;
}

export interface ChunkRow {
  id: Generated<number>;
  documentId: string;
  version: number;
  ordinal: number;
  startOffset: number;
  endOffset: number;
  kind: string;
  headingPath: string;
  anchor: string | null;
  header: string | null;
  hash: string;
}

export interface IndexChangeRow {
  documentId: string;
  generation: number;
  claimedUntil: Generated<number>;
  createdAt: number;
}

export interface EmbeddingRow {
  id: Generated<number>;
  model: string;
  hash: string;
  vector: Uint8Array;
}

export interface EpochRow {
  name: string;
  value: number;
}
