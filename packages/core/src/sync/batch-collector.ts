import type { SourceDocument, SyncOp } from "@smartypants/sdk";
import type { IngestPorts } from "../ports/ports.ts";
import type { BlobScratch } from "./blob-scratch.ts";
import { type PreparedItem, prepareItems } from "./prepare-items.ts";
import type { SyncBatch } from "./sync-batch.ts";

const MAX_DOCUMENTS = 100;
const MAX_OPS = 1000;
const MAX_BYTES = 16 * 1024 * 1024;
/** Of text in one transaction. */
const MAX_CHARACTERS = 16 * 1024 * 1024;

export interface BatchCollector {
  /** Whether what was collected has to be stored first: a batch is stored kind by kind, and of one item the last word must hold. */
  mustWait(op: SyncOp): boolean;
  /** Returns whether the batch is full. */
  add(op: SyncOp): boolean;
  /**
   * Prepares what was collected and starts anew: one batch, or several when what lies inside of the documents is too much for one. Each is given
   * before the next is prepared.
   */
  take(): AsyncGenerator<SyncBatch>;
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
    take: async function* () {
      if (size === 0) return;
      const taken = ops;
      ops = emptyOps();
      size = 0;
      mentioned = new Map();
      let batch = firstBatch(taken);
      let items: PreparedItem[] = [];
      let characters = 0;
      for await (const item of prepareAll(ports, taken.upsert, scratch, signal)) {
        const isFull = items.length >= MAX_DOCUMENTS || characters >= MAX_CHARACTERS;
        if (isFull) {
          yield { ...batch, items };
          batch = EMPTY_BATCH;
          items = [];
          characters = 0;
        }
        items.push(item);
        characters += item.result instanceof Error ? 0 : item.result.text.length;
      }
      scratch.release(taken.upsert.flatMap((op) => blobsOf(op.document)));
      yield { ...batch, items };
    },
  };
}

const EMPTY_BATCH: SyncBatch = { containers: [], items: [], unchanged: [], touches: [], skips: [], deletes: [], errors: [] };

function firstBatch(taken: Ops): SyncBatch {
  return {
    containers: taken.container.map((op) => op.node),
    items: [],
    unchanged: taken.unchanged.map((op) => op.id),
    touches: taken.touch,
    skips: taken.skip,
    deletes: taken.delete,
    errors: taken.error,
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

async function* prepareAll(
  ports: Needs,
  upserts: readonly Extract<SyncOp, { op: "upsert" }>[],
  scratch: BlobScratch,
  signal: AbortSignal,
): AsyncGenerator<PreparedItem> {
  // The same item twice in one batch: the last one holds.
  const documents = new Map(upserts.map((op) => [op.document.id, op.document]));
  for (const document of documents.values()) {
    signal.throwIfAborted();
    yield* prepareItems(ports, document, (blobId) => scratch.read(blobId), signal);
  }
}
