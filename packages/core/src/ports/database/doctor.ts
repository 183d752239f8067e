/** What must not be there; each names the rows that break a rule of the data. */
export type Fault =
  /** The ledger says indexed, and there is no document. */
  | "item-without-document"
  /** A document that no row of the ledger answers for. */
  | "document-without-item"
  /** The current version has no text. */
  | "document-without-text"
  | "several-current-versions"
  | "document-without-source"
  | "document-without-acl"
  | "container-without-acl"
  | "source-without-acl"
  /** A run that has ended whose counts do not add up. */
  | "run-counts"
  /** Documents that have waited for the indexes since before `before`. */
  | "index-waiting"
  /** Jobs that are said to run, though nobody has renewed them since `before`. */
  | "dead-job"
  | "quarantined-job"
  | "failed-job";

export interface Finding {
  readonly count: number;
  /** A few ids, for whoever looks further. */
  readonly examples: readonly string[];
}

/** The current version of a document as it is stored, without any reader's permission: never shown. */
export interface StoredVersion {
  readonly version: number;
  readonly pipelineVersion: string;
  readonly textHash: string;
  readonly text: string;
  /** In their order. */
  readonly chunks: readonly {
    readonly start: number;
    readonly end: number;
    readonly headingPath: readonly string[];
    readonly header: string | null;
    readonly hash: string;
  }[];
}

/** `indexed`: the indexes must have it. `waiting`: its document is in the work set, so either is right. `stale`: neither; it must not be there. */
export type ChunkState = "indexed" | "waiting" | "stale";

/** Reads across everything that is stored, beside the threads that answer people. */
export interface Inspection {
  /** What the database's own checks complain of, in words; empty when all is well. */
  integrity(): Promise<readonly string[]>;
  /** `before`, in milliseconds since 1970, counts for the faults that name it. */
  find(fault: Fault, before: number): Promise<Finding>;
  countDocuments(): Promise<number>;
  /** Ids above `after`, in ascending order. */
  documentIds(after: string, limit: number): Promise<readonly string[]>;
  /** The id at this place in the order of ids, counted from 0; null when there are not so many. */
  documentIdAt(place: number): Promise<string | null>;
  /** Null when the document is gone. */
  storedVersion(documentId: string): Promise<StoredVersion | null>;
  /** Ids above `after`, in ascending order, of the chunks of each document's indexed version. */
  indexedChunkIds(after: number, limit: number): Promise<readonly number[]>;
  /** What became of chunks; those that are gone are absent. */
  chunkStates(chunkIds: readonly number[]): Promise<ReadonlyMap<number, ChunkState>>;
  /** Documents that wait for the indexes. */
  countWaiting(): Promise<number>;
}

export interface DoctorRepository {
  /** Lends an inspection for as long as `work` takes. What it reads is committed; two reads may see different moments. */
  inspect<Value>(work: (inspection: Inspection) => Promise<Value>): Promise<Value>;
}
