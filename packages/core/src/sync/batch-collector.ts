import type { SourceDocument, SyncOp } from "@smartypants/sdk";
import type { IngestPorts } from "../ports/ports.ts";
import type { BlobScratch } from "./blob-scratch.ts";
import { blobsOf, createPreparation, type Preparation, type PreparationOptions } from "./prepare-beside.ts";
import type { SyncBatch } from "./sync-batch.ts";

const MAX_DOCUMENTS = 100;
const MAX_OPS = 1000;
const MAX_BYTES = 16 * 1024 * 1024;
/** What is prepared within so short a time is stored together. */
const GATHER_MS = 25;

/**
 * For what `take` waits: for nothing but room; until all that was collected is prepared or stands in the ledger as slow, which lets a checkpoint
 * go past it; until all is prepared.
 */
export type TakeUntil = "room" | "recorded" | "prepared";

export interface BatchCollector {
  /** For what has to be stored first: a batch is stored kind by kind, and of one item the last word must hold. */
  mustWait(op: SyncOp): TakeUntil | null;
  /** Returns whether the batch is full. */
  add(op: SyncOp): boolean;
  /**
   * Prepares what was collected and starts anew: one batch, or several when what lies inside of the documents is too much for one. Each is given
   * before the next is prepared. What is read elsewhere goes on meanwhile and comes with a later batch, in any order.
   */
  take(until: TakeUntil): AsyncGenerator<SyncBatch>;
  /** Gives up what is not taken; resolves when nothing is read any more. */
  stop(): Promise<void>;
}

type Needs = Pick<IngestPorts, "extractor" | "hash" | "clock" | "logger">;

type Ops = { [Name in SyncOp["op"]]: Extract<SyncOp, { op: Name }>[] };

/** Gathers operations into batches small enough for one short transaction. */
export function createBatchCollector(
  ports: Needs,
  scratch: BlobScratch,
  signal: AbortSignal,
  options: Pick<PreparationOptions, "slowAfterMs"> = {},
): BatchCollector {
  const preparation = createPreparation(ports, { ...options, scratch, signal });
  let ops = emptyOps();
  let size = 0;
  let mentioned = new Map<string, SyncOp["op"]>();
  return {
    mustWait: (op) => {
      // Deletes, moves and what is only noted are stored before, or give way to, new content.
      if (op.op === "upsert") return null;
      const ids = idsOf(op);
      // What is moved or confirmed must be there; what is taken back need not be read to its end.
      if (isOfStored(op) && ids.some((id) => preparation.has(id))) return "prepared";
      return ids.some((id) => mentioned.has(id) && (mentioned.get(id) !== op.op || op.op === "touch")) ? "room" : null;
    },
    add: (op) => {
      if (op.op === "upsert" && mentioned.has(op.document.id)) forget(ops, op.document.id);
      for (const id of idsOf(op)) {
        mentioned.set(id, op.op);
        if (!isOfStored(op)) preparation.giveUp(id);
      }
      (ops[op.op] as SyncOp[]).push(op);
      size += 1;
      return size >= MAX_OPS || ops.upsert.length >= MAX_DOCUMENTS || scratch.heldBytes() - preparation.heldBytes() >= MAX_BYTES;
    },
    take: async function* (until) {
      const taken = ops;
      const first = size === 0 ? EMPTY_BATCH : firstBatch(taken);
      ops = emptyOps();
      size = 0;
      mentioned = new Map();
      yield* prepareAll(preparation, { first, documents: latest(taken.upsert, scratch), until, signal });
    },
    stop: () => preparation.stop(),
  };
}

const EMPTY_BATCH: SyncBatch = { containers: [], items: [], unchanged: [], touches: [], skips: [], deletes: [], errors: [], withdrawn: 0 };

function firstBatch(taken: Ops): SyncBatch {
  return {
    containers: taken.container.map((op) => op.node),
    items: [],
    unchanged: taken.unchanged.map((op) => op.id),
    touches: taken.touch,
    skips: taken.skip,
    deletes: taken.delete,
    errors: taken.error,
    withdrawn: 0,
  };
}

/** Whether an operation says something of what is stored, rather than to replace it. */
function isOfStored({ op }: SyncOp): boolean {
  return op === "touch" || op === "unchanged";
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

/** The same item twice in one batch: the last one holds. */
function latest(upserts: readonly Extract<SyncOp, { op: "upsert" }>[], scratch: BlobScratch): readonly SourceDocument[] {
  const documents = new Map(upserts.map((op) => [op.document.id, op.document]));
  const left = upserts.filter((op) => documents.get(op.document.id) !== op.document);
  scratch.release(left.flatMap((op) => blobsOf(op.document)));
  return [...documents.values()];
}

interface Round {
  /** What is stored beside documents, with the first batch. */
  readonly first: SyncBatch;
  readonly documents: readonly SourceDocument[];
  readonly until: TakeUntil;
  readonly signal: AbortSignal;
}

async function* prepareAll(preparation: Preparation, { first, documents, until, signal }: Round): AsyncGenerator<SyncBatch> {
  let batch = first;
  const next = (): SyncBatch => {
    const items = [...preparation.takeReady(), ...preparation.takeSlow()];
    const given = { ...batch, items, withdrawn: preparation.takeWithdrawn() };
    batch = EMPTY_BATCH;
    return given;
  };
  const untilFree = async function* (): AsyncGenerator<SyncBatch> {
    while (preparation.isBusy()) {
      if (preparation.isFull()) yield next();
      else await preparation.changed();
    }
  };
  for (const document of documents) {
    signal.throwIfAborted();
    await preparation.begin(document);
    yield* untilFree();
  }
  const untilNoneOpen = async function* (mayBeSlow: boolean): AsyncGenerator<SyncBatch> {
    while (preparation.openCount() > 0) {
      const slowInMs = preparation.slowInMs();
      if (mayBeSlow && slowInMs === undefined) return;
      // Whatever is ready is stored before anything is waited for: that may take minutes.
      if (preparation.isFull() || slowInMs === 0 || (until === "prepared" && preparation.hasReady())) yield next();
      else {
        await preparation.changed(slowInMs);
        if (until === "prepared" && preparation.openCount() > 0) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
      }
    }
  };
  if (until !== "room") {
    yield* untilNoneOpen(true);
    while (preparation.beginLarge()) yield* untilFree();
    yield* untilNoneOpen(until === "recorded");
  }
  const last = next();
  if (isWorthStoring(last)) yield last;
}

function isWorthStoring({ withdrawn, ...lists }: SyncBatch): boolean {
  return withdrawn > 0 || Object.values(lists).some((list) => list.length > 0);
}
