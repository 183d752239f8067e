import { SmartyError, type SourceDocument, type SyncOp } from "@smartypants/sdk";
import type { IngestPorts } from "../ports/ports.ts";
import type { BlobScratch } from "./blob-scratch.ts";
import { prepareDocument } from "./prepare-document.ts";
import { isDocumentsOwn, type PreparedItem, type SyncBatch } from "./sync-batch.ts";

const MAX_DOCUMENTS = 100;
const MAX_OPS = 1000;
const MAX_BYTES = 16 * 1024 * 1024;

export interface BatchCollector {
  /** Whether what was collected has to be stored first: a batch is stored kind by kind, and of one item the last word must hold. */
  mustWait(op: SyncOp): boolean;
  /** Returns whether the batch is full. */
  add(op: SyncOp): boolean;
  /** Prepares what was collected and starts anew; null when there is nothing. */
  take(): Promise<SyncBatch | null>;
}

type Needs = Pick<IngestPorts, "extractor" | "hash" | "clock" | "logger">;

type Ops = { [Name in SyncOp["op"]]: Extract<SyncOp, { op: Name }>[] };

/** Gathers operations into batches small enough for one short transaction. */
export function createBatchCollector(ports: Needs, scratch: BlobScratch, signal: AbortSignal): BatchCollector {
  let ops = emptyOps();
  let size = 0;
  let mentioned = new Map<string, SyncOp["op"]>();
  return {
    mustWait: (op) => {
      // Deletes, moves and what is only noted are stored before, or give way to, new content.
      if (op.op === "upsert") return false;
      return idsOf(op).some((id) => mentioned.has(id) && (mentioned.get(id) !== op.op || op.op === "touch"));
    },
    add: (op) => {
      if (op.op === "upsert" && mentioned.has(op.document.id)) forget(ops, op.document.id);
      for (const id of idsOf(op)) mentioned.set(id, op.op);
      (ops[op.op] as SyncOp[]).push(op);
      size += 1;
      return size >= MAX_OPS || ops.upsert.length >= MAX_DOCUMENTS || scratch.heldBytes() >= MAX_BYTES;
    },
    take: async () => {
      if (size === 0) return null;
      const taken = ops;
      ops = emptyOps();
      size = 0;
      mentioned = new Map();
      const items = await prepareAll(ports, taken.upsert, scratch, signal);
      scratch.release(taken.upsert.flatMap((op) => blobsOf(op.document)));
      return {
        containers: taken.container.map((op) => op.node),
        items,
        unchanged: taken.unchanged.map((op) => op.id),
        touches: taken.touch,
        skips: taken.skip,
        deletes: taken.delete,
        errors: taken.error,
      };
    },
  };
}

/** The items that an operation is about. */
function idsOf(op: SyncOp): readonly string[] {
  if (op.op === "upsert") return [op.document.id];
  if (op.op === "touch") return op.previousId === undefined ? [op.id] : [op.id, op.previousId];
  if (op.op === "unchanged" || op.op === "skip" || op.op === "delete") return [op.id];
  return op.op === "error" && op.error.scope === "document" && op.error.ref !== undefined ? [op.error.ref] : [];
}

/** What was noted of an item before its content came. */
function forget(ops: Ops, id: string): void {
  ops.unchanged = ops.unchanged.filter((op) => op.id !== id);
  ops.skip = ops.skip.filter((op) => op.id !== id);
  ops.error = ops.error.filter((op) => op.error.ref !== id);
}

function blobsOf({ sections }: SourceDocument): readonly string[] {
  return sections.flatMap((section) => (section.kind === "blob" ? [section.blob.blobId] : []));
}

function emptyOps(): Ops {
  return {
    upsert: [],
    unchanged: [],
    touch: [],
    skip: [],
    delete: [],
    deleteContainer: [],
    container: [],
    group: [],
    error: [],
    progress: [],
    checkpoint: [],
    done: [],
  };
}

async function prepareAll(
  ports: Needs,
  upserts: readonly Extract<SyncOp, { op: "upsert" }>[],
  scratch: BlobScratch,
  signal: AbortSignal,
): Promise<PreparedItem[]> {
  // The same item twice in one batch: the last one holds.
  const documents = new Map(upserts.map((op) => [op.document.id, op.document]));
  const items: PreparedItem[] = [];
  for (const document of documents.values()) {
    signal.throwIfAborted();
    items.push(await prepareOne(ports, document, scratch, signal));
  }
  return items;
}

async function prepareOne(ports: Needs, document: SourceDocument, scratch: BlobScratch, signal: AbortSignal): Promise<PreparedItem> {
  try {
    return { document, result: await prepareDocument(ports, document, (blobId) => scratch.read(blobId), signal) };
  } catch (error) {
    if (signal.aborted) throw error;
    if (isDocumentsOwn(error)) return { document, result: error };
    if ((error as { isSmartyError?: boolean }).isSmartyError === true) throw error;
    // A fault of ours in one document never stops a run; the log has it whole.
    ports.logger.error({ err: error, externalId: document.id }, "a document could not be prepared");
    return { document, result: new SmartyError("internal", "An unexpected fault in the reader. The server's log has the details.") };
  }
}
