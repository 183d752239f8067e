import type { ContainerNode, DeleteReason, SourceDocument, SyncOp } from "@smartypants/sdk";
import type { Transaction } from "../ports/database/database.ts";
import type { DocumentTouch, DocumentWrite } from "../ports/database/documents.ts";
import type { Container, ItemWrite, Source, SyncCounts } from "../ports/database/sources.ts";
import { failureOf, skipDetail } from "./failure.ts";
import { followParents, moveChildren, type ParentMove } from "./follow-parents.ts";
import { type Containers, containerOf, containersOf, type Placed, placeDocument } from "./place-document.ts";
import type { PreparedDocument } from "./prepare-document.ts";
import type { PreparedItem } from "./prepare-items.ts";
import { removeContent, removeItems, removeLeftOut } from "./remove-items.ts";
import { saveContainers } from "./save-containers.ts";
import { storeTouches } from "./store-touches.ts";

export type TouchOp = Extract<SyncOp, { op: "touch" }>;

/** What a connector showed since the last commit, ready to be stored. */
export interface SyncBatch {
  readonly containers: readonly ContainerNode[];
  readonly items: readonly PreparedItem[];
  readonly unchanged: readonly string[];
  readonly touches: readonly TouchOp[];
  readonly skips: readonly Extract<SyncOp, { op: "skip" }>[];
  readonly deletes: readonly { readonly id: string; readonly reason: DeleteReason }[];
  readonly errors: readonly Extract<SyncOp, { op: "error" }>[];
  /** How many that the ledger has as pending were given up for something newer. */
  readonly withdrawn: number;
}

export interface BatchContext {
  readonly source: Source;
  readonly runId: string;
  readonly pipelineVersion: string;
  readonly nextId: () => string;
  readonly now: number;
}

export const NO_COUNTS: SyncCounts = { seen: 0, indexed: 0, unchanged: 0, moved: 0, skipped: 0, failed: 0, deleted: 0 };

export interface StoredBatch {
  readonly counts: SyncCounts;
  /** Of what the source itself showed: what lies inside of a document says nothing about the source. */
  readonly shown: Pick<SyncCounts, "seen" | "failed">;
}

/** Stores a batch inside one transaction and tells what it came to. */
export async function storeBatch(tx: Transaction, context: BatchContext, batch: SyncBatch): Promise<StoredBatch> {
  const { source, runId, now } = context;
  await saveContainers(tx, context, batch.containers);
  const containers = await containersOf(tx, source.id, batch);
  const removed = await removeItems(
    tx,
    context,
    batch.deletes.map((each) => each.id),
  );
  const moved = await storeTouches(tx, context, batch.touches, containers);
  const items = await storeDocuments(tx, context, batch.items, containers);
  const ledger = [...items, ...batch.skips.map(toSkipped), ...batch.errors.flatMap(toFailed)];
  await tx.syncItems.save(source.id, ledger, runId, now);
  const shownAgain = [...batch.unchanged, ...batch.touches.map((touch) => touch.id)];
  await tx.syncItems.markSeen(source.id, shownAgain, runId);
  // After the ledger, for what was found inside of a document before it failed is in it by now.
  await removeContent(
    tx,
    context,
    ledger.filter((item) => item.state === "skipped").map((item) => item.externalId),
  );
  const leftOut = await removeLeftOut(tx, context, childrenOf(batch));
  const own = ledger.filter((item) => item.parentExternalId === undefined);
  const pending = new Set(batch.items.filter((item) => item.isPending === true).map((item) => item.document.id));
  const failed = own.filter((item) => item.state === "failed" && !pending.has(item.externalId));
  // What lies inside of them stays as it is.
  const inside = await tx.syncItems.countChildren(source.id, [...shownAgain, ...failed.map((item) => item.externalId)]);
  const of = (state: ItemWrite["state"]): number => ledger.filter((item) => item.state === state).length;
  const unchanged = shownAgain.length + inside;
  // Seen, and counted as failed until their own word came.
  const before = batch.withdrawn + batch.items.filter((item) => item.wasPending === true).length;
  const seen = ledger.length + unchanged - before;
  const deleted = removed.documents + leftOut;
  return {
    counts: { seen, indexed: of("indexed"), unchanged, moved, skipped: of("skipped"), failed: of("failed") - before, deleted },
    shown: { seen: own.length + shownAgain.length - before, failed: failed.length },
  };
}

function childrenOf({ items }: SyncBatch): ReadonlyMap<string, readonly string[]> {
  return new Map(items.flatMap(({ document, children }) => (children === undefined ? [] : [[document.id, children]])));
}

function toSkipped({ id, title, url, reason, detail }: SyncBatch["skips"][number]): ItemWrite {
  return {
    externalId: id,
    documentId: null,
    state: "skipped",
    reasonCode: reason,
    reason: detail ?? skipDetail(reason),
    title: title ?? null,
    url: url ?? null,
  };
}

function toFailed({ error }: SyncBatch["errors"][number]): ItemWrite[] {
  if (error.scope !== "document" || error.ref === undefined) return [];
  const reason = error.remediation === undefined ? error.message : `${error.message} ${error.remediation}`;
  return [
    { externalId: error.ref, documentId: null, state: "failed", isFinal: !error.retryable, reasonCode: error.code, reason, title: null },
  ];
}

async function storeDocuments(
  tx: Transaction,
  context: BatchContext,
  items: readonly PreparedItem[],
  containers: Containers,
): Promise<ItemWrite[]> {
  const writes: DocumentWrite[] = [];
  const ledger: ItemWrite[] = [];
  const kept: DocumentTouch[] = [];
  const failed: ParentMove[] = [];
  const stored = await tx.documents.byExternalIds(
    context.source.id,
    items.map((item) => item.document.id),
  );
  for (const { document, result, parent } of items) {
    const container = containerOf(containers, document.containerId);
    const placed = await placeDocument(tx, context, container, document);
    const about = {
      externalId: document.id,
      containerExternalId: document.containerId ?? null,
      url: document.url,
      ...(parent !== undefined && { parentExternalId: parent }),
    };
    if (result instanceof Error) {
      const failure = failureOf(result);
      const before = stored.get(document.id);
      // The last good version of a failed item stays searchable; a skipped one has no content any more.
      const documentId = failure.state === "failed" ? (before?.id ?? null) : null;
      ledger.push({ ...about, ...failure, documentId, title: document.title });
      // Who may read it has changed whether or not it could be read.
      if (documentId !== null) kept.push({ id: documentId, ...placed, path: document.path ?? null, sourceAcl: document.acl });
      if (failure.state === "failed" && parent === undefined) failed.push(sameId(document, container, before?.path ?? null));
      continue;
    }
    writes.push(toWrite(context, document, result, placed));
    ledger.push({ ...about, documentId: null, state: "indexed", title: result.title });
  }
  const inside = failed.length === 0 ? undefined : await followParents(tx, context, failed);
  await tx.documents.touch(context.source.id, [...kept, ...(inside?.documents ?? [])], context.now);
  await moveChildren(tx, context, inside?.items ?? [], false);
  const ids = await tx.documents.save(context.source.id, writes, context.now);
  return ledger.map((item) => (item.state === "indexed" ? { ...item, documentId: ids.get(item.externalId) ?? null } : item));
}

/** A document that could not be read keeps what lies inside of it, which follows it all the same. */
function sameId(document: SourceDocument, container: Container | null | undefined, oldPath: string | null): ParentMove {
  const { id, path, url, containerId, acl } = document;
  return {
    from: id,
    to: id,
    oldPath,
    path: path ?? null,
    url,
    ...(containerId !== undefined && { containerExternalId: containerId }),
    place: { container, acl },
  };
}

function toWrite(context: BatchContext, document: SourceDocument, result: PreparedDocument, placed: Placed): DocumentWrite {
  return {
    ...result,
    ...placed,
    id: context.nextId(),
    externalId: document.id,
    url: document.url,
    path: document.path ?? null,
    metadata: document.metadata ?? {},
    changeKey: document.changeKey,
    pipelineVersion: context.pipelineVersion,
    sourceAcl: document.acl,
    blobId: null,
  };
}
