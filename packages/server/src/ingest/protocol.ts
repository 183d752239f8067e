import type { MessagePort } from "node:worker_threads";
import type { StaticTable } from "@smartypants/adapters";

export const INGEST_TASKS = ["sync-source", "sync-items", "ingest-upload", "purge-source", "drain-index"] as const;

export type IngestTask = (typeof INGEST_TASKS)[number];

/** What the ingest thread needs of the main one. */
export interface IngestThreadData {
  readonly file: string;
  readonly blobFolder: string;
  readonly keyFile: string;
  readonly logLevel: "debug" | "info" | "warn" | "error";
  readonly plugins: readonly string[];
  /** Shared memory; null without an embedding model. */
  readonly staticTable: StaticTable | null;
  readonly writerPort: MessagePort;
  readonly lexicalPort: MessagePort;
  readonly vectorPort: MessagePort | null;
  readonly busPort: MessagePort;
}
