import type { MessagePort } from "node:worker_threads";
import type { LogLevel } from "@smartypants/core";
import type { ConnectorOutbound } from "../outbound.ts";
import type { SemanticWires } from "../semantic/wires.ts";

export const INGEST_TASKS = [
  "sync-source",
  "sync-items",
  "sync-groups",
  "take-inventory",
  "ingest-upload",
  "purge-source",
  "drain-index",
  "build-vectors",
] as const;

export type IngestTask = (typeof INGEST_TASKS)[number];

/** What the ingest thread needs of the main one. */
export interface IngestThreadData {
  readonly file: string;
  readonly blobFolder: string;
  readonly keyFile: string;
  readonly plugins: readonly string[];
  readonly outbound: ConnectorOutbound;
  /** Absent: pictures and scans are skipped, and say so. */
  readonly ocr?: { readonly languages: string };
  readonly writerPort: MessagePort;
  readonly lexicalPort: MessagePort;
  readonly semantic: SemanticWires;
  readonly busPort: MessagePort;
  readonly logPort: MessagePort;
  /** At the start of the thread. */
  readonly logLevel: LogLevel;
}
