import type { Acl, MetadataValue } from "@smartypants/sdk";
import type { IndexPayload } from "../indexes.ts";

export interface ChunkWrite {
  readonly start: number;
  readonly end: number;
  readonly kind: "prose" | "table" | "code" | "list";
  readonly headingPath: readonly string[];
  readonly anchor: string | null;
  readonly header: string | null;
  /** Of the exact embedded string. */
  readonly hash: string;
}

/** A document ready to be stored. */
export interface DocumentWrite {
  readonly id: string;
  readonly externalId: string;
  readonly containerId: string | null;
  readonly title: string;
  readonly url: string;
  readonly path: string | null;
  readonly mimeType: string;
  readonly kind: string;
  readonly language: string;
  readonly authors: readonly string[];
  readonly createdAt: number | null;
  readonly updatedAt: number;
  readonly metadata: Readonly<Record<string, MetadataValue>>;
  readonly changeKey: string;
  readonly textHash: string;
  readonly pipelineVersion: string;
  readonly aclId: number;
  readonly aclInherits: boolean;
  readonly sourceAcl: Acl;
  readonly blobId: string | null;
  readonly sizeBytes: number;
  readonly notes: readonly string[];
  readonly text: string;
  readonly chunks: readonly ChunkWrite[];
}

/** A stored document as the engine sees it, without any reader's permission: never shown. */
export interface StoredDocument {
  readonly id: string;
  readonly sourceId: string;
  readonly externalId: string;
  readonly containerId: string | null;
  readonly title: string;
  readonly url: string;
  readonly path: string | null;
  readonly changeKey: string;
  readonly textHash: string;
  readonly version: number;
  readonly indexedVersion: number | null;
  readonly pipelineVersion: string;
  readonly aclId: number;
  readonly aclInherits: boolean;
  readonly sourceAcl: Acl;
  readonly blobId: string | null;
}

export interface DocumentTouch {
  readonly id: string;
  readonly externalId?: string;
  readonly containerId?: string | null;
  readonly title?: string;
  readonly url?: string;
  readonly path?: string | null;
  readonly changeKey?: string;
  readonly aclId?: number;
  readonly aclInherits?: boolean;
  readonly sourceAcl?: Acl;
  readonly updatedAt?: number;
}

export interface DocumentRepository {
  /** Change keys of items stored successfully by `pipelineVersion`. */
  known(sourceId: string, externalIds: readonly string[], pipelineVersion: string): Promise<ReadonlyMap<string, string>>;
  knownByChangeKey(sourceId: string, changeKeys: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  byExternalIds(sourceId: string, externalIds: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>>;
  get(id: string): Promise<StoredDocument | null>;
  /** Pages through a source, by id. */
  ofSource(sourceId: string, after: string | null, limit: number): Promise<readonly StoredDocument[]>;
  /** Inserts or replaces documents, text and chunks as a new version, and marks each for the indexes. Equal text keeps its version and chunks. Gives the id of each external id. */
  save(sourceId: string, documents: readonly DocumentWrite[], now: number): Promise<ReadonlyMap<string, string>>;
  /** Changes only what is given and marks the documents for the indexes. */
  touch(sourceId: string, touches: readonly DocumentTouch[], now: number): Promise<void>;
  /** Erases documents with all versions and marks them for the indexes. Returns how many there were. */
  remove(ids: readonly string[], now: number): Promise<number>;
  /** Languages that documents are in, in alphabetical order. */
  languages(): Promise<readonly string[]>;
  /** Documents stored by another pipeline version, oldest first. */
  outdated(pipelineVersion: string, limit: number): Promise<readonly StoredDocument[]>;
  /** Erases superseded versions that no citation refers to, or that are older than `before`. */
  sweepVersions(before: number): Promise<number>;
  /** Which of these blobs no document refers to. */
  unreferencedBlobs(blobIds: readonly string[]): Promise<readonly string[]>;
}

/** A document as the indexes get it: its present version. */
export interface IndexedDocument {
  readonly version: number;
  readonly indexedVersion: number | null;
  readonly payload: IndexPayload;
  readonly title: string;
  readonly path: string | null;
  readonly containerTitle: string | null;
  readonly language: string;
  readonly text: string;
  readonly chunks: readonly {
    readonly id: number;
    readonly start: number;
    readonly end: number;
    readonly headingPath: readonly string[];
    readonly header: string | null;
    readonly hash: string;
  }[];
}

export interface IndexWork {
  readonly documentId: string;
  readonly generation: number;
  /** Null: the document is gone and leaves the indexes. */
  readonly document: IndexedDocument | null;
}

/** The work set of the indexes: one row per document whose indexed state may differ from the stored one. */
export interface IndexChangeRepository {
  /** Takes up to `limit` rows for `leaseMs`, oldest first, with the documents as they are now. */
  claim(limit: number, leaseMs: number, now: number): Promise<readonly IndexWork[]>;
  /** Sets `indexed_version`, erases chunks of older versions, and removes rows whose generation is unchanged. */
  settle(work: readonly { readonly documentId: string; readonly generation: number; readonly version: number | null }[]): Promise<void>;
  /**
   * Ends claims before their time, so that the rows can be taken at once: of these documents, or all of them, which is for a process that knows that
   * nobody else works on any. Ending another's claim costs that work once more and nothing else.
   */
  release(documentIds?: readonly string[]): Promise<void>;
  /** Rows waiting, for all or one source. */
  count(sourceId?: string): Promise<number>;
  /** Another number after each `settle`: what was searched for before it may be found otherwise now. */
  epoch(): Promise<number>;
  /** Marks every document: the indexes are built again. */
  markAll(now: number): Promise<number>;
  /** Marks these documents: the indexes get them again. */
  mark(documentIds: readonly string[], now: number): Promise<void>;
  /** The documents as they are now, in any order; those that are gone are left out. */
  read(documentIds: readonly string[]): Promise<readonly IndexedDocument[]>;
  /** Passages that searches can show, by ascending id above `after`. */
  indexedChunks(after: number, limit: number): Promise<readonly { readonly chunkId: number; readonly documentId: string }[]>;
  /** How many there are. */
  countIndexedChunks(): Promise<number>;
}

export interface EmbeddingRepository {
  /** Vectors by hash of the embedded string. */
  find(model: string, hashes: readonly string[]): Promise<ReadonlyMap<string, Float32Array>>;
  save(model: string, rows: readonly { readonly hash: string; readonly vector: Float32Array }[]): Promise<void>;
  /** Erases up to `limit` vectors that no chunk refers to. */
  sweep(limit: number): Promise<number>;
  /** Models that vectors are kept of. */
  models(): Promise<readonly string[]>;
  /** Erases up to `limit` vectors of a model. */
  forget(model: string, limit: number): Promise<number>;
}
