import { type Acl, type ContainerNode, type DeleteReason, isSmartyError, type SourceDocument, type SyncOp } from "@smartypants/sdk";
import { documentAllow } from "../sources/resolve-access.ts";
import type { Transaction } from "../ports/database/database.ts";
import type { DocumentTouch, DocumentWrite, StoredDocument } from "../ports/database/documents.ts";
import type { Container, ItemWrite, Source, SyncCounts } from "../ports/database/sources.ts";
import { saveContainers } from "./save-containers.ts";
import { failureOf, skipDetail } from "./failure.ts";
import type { PreparedDocument } from "./prepare-document.ts";

export type TouchOp = Extract<SyncOp, { op: "touch" }>;

export interface PreparedItem {
  readonly document: SourceDocument;
  /** What became of it: content, or the reason why there is none. */
  readonly result: PreparedDocument | Error;
}

/** What a connector showed since the last commit, ready to be stored. */
export interface SyncBatch {
  readonly containers: readonly ContainerNode[];
  readonly items: readonly PreparedItem[];
  readonly unchanged: readonly string[];
  readonly touches: readonly TouchOp[];
  readonly skips: readonly Extract<SyncOp, { op: "skip" }>[];
  readonly deletes: readonly { readonly id: string; readonly reason: DeleteReason }[];
  readonly errors: readonly Extract<SyncOp, { op: "error" }>[];
}

export interface BatchContext {
  readonly source: Source;
  readonly runId: string;
  readonly pipelineVersion: string;
  readonly nextId: () => string;
  readonly now: number;
}

export const NO_COUNTS: SyncCounts = { seen: 0, indexed: 0, unchanged: 0, moved: 0, skipped: 0, failed: 0, deleted: 0 };

/** Stores a batch inside one transaction and tells what it came to. */
export async function storeBatch(tx: Transaction, context: BatchContext, batch: SyncBatch): Promise<SyncCounts> {
  const { source, runId, now } = context;
  await saveContainers(tx, context, batch.containers);
  const containers = await containersOf(tx, source.id, batch);
  const deleted = await removeItems(
    tx,
    context,
    batch.deletes.map((each) => each.id),
  );
  const moved = await storeTouches(tx, context, batch.touches, containers);
  const items = await storeDocuments(tx, context, batch.items, containers);
  const skips = batch.skips.map(({ id, title, url, reason, detail }): ItemWrite => ({
    externalId: id,
    documentId: null,
    state: "skipped",
    reasonCode: reason,
    reason: detail ?? skipDetail(reason),
    title: title ?? null,
    url: url ?? null,
  }));
  await removeContent(tx, context, [...skips, ...items.filter((item) => item.state === "skipped")]);
  const failures = batch.errors.flatMap(({ error }): ItemWrite[] =>
    error.scope === "document" && error.ref !== undefined
      ? [{ externalId: error.ref, documentId: null, state: "failed", reasonCode: error.code, reason: withRemedy(error), title: null }]
      : [],
  );
  const ledger = [...items, ...skips, ...failures];
  await tx.syncItems.save(source.id, ledger, runId, now);
  await tx.syncItems.markSeen(source.id, [...batch.unchanged, ...batch.touches.map((touch) => touch.id)], runId);
  const of = (state: ItemWrite["state"]): number => ledger.filter((item) => item.state === state).length;
  const unchanged = batch.unchanged.length + batch.touches.length;
  return {
    seen: ledger.length + unchanged,
    indexed: of("indexed"),
    unchanged,
    moved,
    skipped: of("skipped"),
    failed: of("failed"),
    deleted,
  };
}

function withRemedy(error: { readonly message: string; readonly remediation?: string }): string {
  return error.remediation === undefined ? error.message : `${error.message} ${error.remediation}`;
}

type Containers = ReadonlyMap<string, Container>;

async function containersOf(tx: Transaction, sourceId: string, batch: SyncBatch): Promise<Containers> {
  const wanted = new Set<string>();
  for (const { document } of batch.items) if (document.containerId !== undefined) wanted.add(document.containerId);
  for (const { containerId } of batch.touches) if (containerId !== undefined) wanted.add(containerId);
  return wanted.size === 0 ? new Map() : tx.containers.byExternalIds(sourceId, [...wanted]);
}

interface Placed {
  readonly containerId: string | null;
  readonly aclId: number;
  readonly aclInherits: boolean;
}

/** Where a document hangs and which ACL row it points to. A container that was never shown (null) gives the source's root, or nobody. */
async function place(
  tx: Transaction,
  { source }: BatchContext,
  container: Container | null | undefined,
  document: { readonly path?: string | null | undefined; readonly acl: Acl },
): Promise<Placed> {
  const allow = documentAllow(source.id, source.access, {
    path: document.path ?? null,
    containerPath: container?.path ?? null,
    acl: document.acl,
  });
  const containerId = container?.id ?? null;
  if (allow !== null) return { containerId, aclId: await tx.acls.shared(allow), aclInherits: false };
  const isLost = container === null && source.access.mode === "source";
  if (isLost) return { containerId, aclId: await tx.acls.shared([]), aclInherits: false };
  return { containerId, aclId: container?.aclId ?? source.rootAclId, aclInherits: true };
}

/** Undefined for what lies in none, null for one that was never shown. */
function containerOf(containers: Containers, id: string | undefined): Container | null | undefined {
  return id === undefined ? undefined : (containers.get(id) ?? null);
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
  const stored = await tx.documents.byExternalIds(
    context.source.id,
    items.map((item) => item.document.id),
  );
  for (const { document, result } of items) {
    const placed = await place(tx, context, containerOf(containers, document.containerId), document);
    const about = { externalId: document.id, containerExternalId: document.containerId ?? null, url: document.url };
    if (result instanceof Error) {
      const failure = failureOf(result);
      // The last good version of a failed item stays searchable; a skipped one has no content any more.
      const documentId = failure.state === "failed" ? (stored.get(document.id)?.id ?? null) : null;
      ledger.push({ ...about, ...failure, documentId, title: document.title });
      // Who may read it has changed whether or not it could be read.
      if (documentId !== null) kept.push({ id: documentId, ...placed, path: document.path ?? null, sourceAcl: document.acl });
      continue;
    }
    writes.push(toWrite(context, document, result, placed));
    ledger.push({ ...about, documentId: null, state: "indexed", title: result.title });
  }
  if (kept.length > 0) await tx.documents.touch(context.source.id, kept, context.now);
  const ids = await tx.documents.save(context.source.id, writes, context.now);
  return ledger.map((item) => (item.state === "indexed" ? { ...item, documentId: ids.get(item.externalId) ?? null } : item));
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

async function storeTouches(tx: Transaction, context: BatchContext, touches: readonly TouchOp[], containers: Containers): Promise<number> {
  if (touches.length === 0) return 0;
  const { source, now, runId } = context;
  const renamed = touches.filter((touch) => touch.previousId !== undefined && touch.previousId !== touch.id);
  const leaving = new Set(renamed.map((touch) => touch.previousId));
  // A rename onto another item's name replaces that item, unless that one is renamed too.
  await removeItems(
    tx,
    context,
    renamed.map((touch) => touch.id).filter((id) => !leaving.has(id)),
  );
  const stored = await tx.documents.byExternalIds(
    source.id,
    touches.map((touch) => touch.previousId ?? touch.id),
  );
  const changes: DocumentTouch[] = [];
  const ledger: ItemWrite[] = [];
  for (const touch of touches) {
    const before = stored.get(touch.previousId ?? touch.id);
    if (before === undefined) continue;
    const hasMoved = touch.containerId !== undefined || touch.path !== undefined || touch.acl !== undefined;
    const about = { path: touch.path ?? before.path, acl: touch.acl ?? before.sourceAcl };
    const placed = hasMoved ? await place(tx, context, await containerAfter(tx, touch, before, containers), about) : {};
    const { op: _op, previousId: _previous, acl, containerId: _container, id, ...rest } = touch;
    const title = titleAfter(touch, before);
    changes.push({ ...rest, title, ...placed, id: before.id, externalId: id, ...(acl !== undefined && { sourceAcl: acl }) });
    ledger.push({
      externalId: id,
      documentId: before.id,
      // Absent: it stays where it is.
      ...(touch.containerId !== undefined && { containerExternalId: touch.containerId }),
      state: "indexed",
      title,
      url: touch.url ?? before.url,
    });
  }
  const isChain = renamed.some((touch) => leaving.has(touch.id));
  // Out of each other's way first: an id belongs to one document at any moment.
  if (isChain) {
    await tx.documents.touch(
      source.id,
      changes.map(({ id }) => ({ id, externalId: `renaming:${id}` })),
      now,
    );
  }
  await tx.documents.touch(source.id, changes, now);
  await tx.syncItems.remove(
    source.id,
    renamed.flatMap((touch) => touch.previousId ?? []),
  );
  await tx.syncItems.save(source.id, ledger, runId, now);
  return changes.length;
}

/** A file that is renamed keeps the title that its content gave it, as it would get it again if it were read anew. */
function titleAfter({ title, path }: TouchOp, before: { readonly title: string; readonly path: string | null }): string {
  const nameIn = (whole: string | null): string | undefined => whole?.split("/").at(-1)?.trim();
  const isOfContent = before.path !== null && before.title !== nameIn(before.path);
  const isFileName = title !== undefined && title === nameIn(path ?? before.path);
  return title === undefined || (isOfContent && isFileName) ? before.title : title;
}

/** A touch changes what it names: without a container it leaves the document in its own. */
async function containerAfter(
  tx: Transaction,
  touch: TouchOp,
  before: StoredDocument,
  containers: Containers,
): Promise<Container | null | undefined> {
  if (touch.containerId !== undefined) return containerOf(containers, touch.containerId);
  return before.containerId === null ? undefined : tx.containers.get(before.containerId);
}

/** Items that are gone at the source: documents, versions and ledger rows. */
export async function removeItems(tx: Transaction, { source, now }: BatchContext, externalIds: readonly string[]): Promise<number> {
  if (externalIds.length === 0) return 0;
  const stored = await tx.documents.byExternalIds(source.id, externalIds);
  await tx.documents.remove(
    [...stored.values()].map((document) => document.id),
    now,
  );
  await tx.syncItems.remove(source.id, externalIds);
  return stored.size;
}

async function removeContent(tx: Transaction, { source, now }: BatchContext, items: readonly ItemWrite[]): Promise<void> {
  if (items.length === 0) return;
  const stored = await tx.documents.byExternalIds(
    source.id,
    items.map((item) => item.externalId),
  );
  await tx.documents.remove(
    [...stored.values()].map((document) => document.id),
    now,
  );
}

/** Whether an error of one document is the document's own, so that the run goes on. */
export function isDocumentsOwn(error: unknown): error is Error {
  if (!isSmartyError(error)) return false;
  return !["auth", "aborted", "full", "unavailable", "config"].includes(error.code);
}
