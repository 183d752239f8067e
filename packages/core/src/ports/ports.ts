import type { Connector, Embedder } from "@smartypants/sdk";
import type { Database } from "./database/database.ts";
import type { Extractor } from "./extractor.ts";
import type { Identity } from "./identity.ts";
import type { LexicalIndex, VectorIndex } from "./indexes.ts";
import type { JobQueue } from "./jobs.ts";
import type { BlobStore, Clock, Disk, EventBus, Hash, Ids, Logger, Vault } from "./system.ts";

/** Everything core asks of the world; a use case names only what it needs. */
export interface Ports {
  readonly database: Database;
  readonly lexical: LexicalIndex;
  /** Null without an embedding model: search is lexical only and says so. */
  readonly semantic: { readonly embedder: Embedder; readonly vectors: VectorIndex } | null;
  readonly jobs: JobQueue;
  readonly blobs: BlobStore;
  readonly disk: Disk;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly hash: Hash;
  readonly logger: Logger;
  readonly vault: Vault;
  readonly identity: Identity;
  readonly connectors: ReadonlyMap<string, Connector>;
}

/** What ingest has: it alone reads documents, in a thread without the queue and without people. */
export interface IngestPorts extends Omit<Ports, "jobs" | "identity"> {
  readonly extractor: Extractor;
}
