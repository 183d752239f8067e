import type { ContainerNode, DocumentError, Group, InventoryOp, SkipReason, SourceDocument, SyncOp } from "../connector.ts";

/** What a host has stored of a source. */
export interface SourceState {
  readonly documents: ReadonlyMap<string, SourceDocument>;
  readonly containers: ReadonlyMap<string, ContainerNode>;
  readonly skipped: ReadonlyMap<string, SkipReason>;
  /** Items whose last try failed; a document that was stored before stays stored. */
  readonly failed: ReadonlyMap<string, DocumentError>;
  readonly groups: ReadonlyMap<string, Group>;
  /** The last one; null before the first. */
  readonly checkpoint: unknown;
}

export interface AppliedOps {
  readonly state: SourceState;
  /** Operations that contradict the interface, in words for the connector's author. */
  readonly problems: readonly string[];
}

export const EMPTY_STATE: SourceState = {
  documents: new Map(),
  containers: new Map(),
  skipped: new Map(),
  failed: new Map(),
  groups: new Map(),
  checkpoint: null,
};

interface Draft {
  readonly documents: Map<string, SourceDocument>;
  readonly containers: Map<string, ContainerNode>;
  readonly skipped: Map<string, SkipReason>;
  readonly failed: Map<string, DocumentError>;
  readonly groups: Map<string, Group>;
  checkpoint: unknown;
  readonly seen: Set<string>;
  readonly seenContainers: Set<string>;
  /** Containers that could not be read; empty for the source. */
  readonly unread: Set<string>;
  readonly problems: string[];
  isDone: boolean;
}

/**
 * What the operations of one run mean, as a model without batches or crashes; `state` is left as it is. Only
 * `done` with `everything` removes what was not shown, and never below `incompleteContainers`.
 */
export function applyOps(state: SourceState, ops: readonly SyncOp[]): AppliedOps {
  const draft: Draft = { ...draftOf(state), seen: new Set(), seenContainers: new Set(), unread: new Set(), problems: [], isDone: false };
  for (const op of ops) {
    if (draft.isDone) draft.problems.push(`${op.op} after done`);
    else applyOp(draft, op);
  }
  return { state: stateOf(draft), problems: draft.problems };
}

/** What an inventory means: when its `end` says complete, items that it did not list are removed. */
export function applyInventory(state: SourceState, ops: readonly InventoryOp[]): SourceState {
  const draft = draftOf(state);
  const listed = new Set<string>();
  for (const op of ops) {
    if (op.op === "item") listed.add(op.id);
    else if (op.op === "end" && op.complete) prune(draft, listed, op.incompleteContainers ?? []);
  }
  return stateOf(draft);
}

function draftOf(state: SourceState) {
  return {
    documents: new Map(state.documents),
    containers: new Map(state.containers),
    skipped: new Map(state.skipped),
    failed: new Map(state.failed),
    groups: new Map(state.groups),
    checkpoint: state.checkpoint,
  };
}

function stateOf({ documents, containers, skipped, failed, groups, checkpoint }: SourceState): SourceState {
  return { documents, containers, skipped, failed, groups, checkpoint };
}

function applyOp(draft: Draft, op: SyncOp): void {
  switch (op.op) {
    case "upsert":
      forget(draft, op.document.id);
      draft.documents.set(op.document.id, op.document);
      return see(draft, op.document.id, op.document.containerId);
    case "unchanged":
      if (!draft.documents.has(op.id)) draft.problems.push(`unchanged for ${op.id}, which is not stored`);
      draft.failed.delete(op.id);
      return see(draft, op.id);
    case "touch":
      return applyTouch(draft, op);
    case "skip":
      forget(draft, op.id);
      draft.skipped.set(op.id, op.reason);
      return see(draft, op.id);
    case "error":
      return applyError(draft, op.error);
    case "delete":
      return forget(draft, op.id);
    case "deleteContainer":
      return deleteContainer(draft, op.containerId);
    case "container":
      if (op.node.parentId !== undefined && !draft.seenContainers.has(op.node.parentId) && !draft.containers.has(op.node.parentId))
        draft.problems.push(`container ${op.node.id} before its parent ${op.node.parentId}`);
      draft.containers.set(op.node.id, op.node);
      draft.seenContainers.add(op.node.id);
      return;
    case "group":
      draft.groups.set(op.group.id, op.group);
      return;
    case "checkpoint":
      draft.checkpoint = op.value;
      return;
    case "done":
      return finish(draft, op);
    case "progress":
      return;
  }
}

function see(draft: Draft, id: string, containerId?: string): void {
  if (draft.seen.has(id)) draft.problems.push(`${id} is shown twice`);
  draft.seen.add(id);
  if (containerId !== undefined && !draft.containers.has(containerId))
    draft.problems.push(`${id} is in the container ${containerId}, which was not shown`);
}

function forget(draft: Items, id: string): void {
  draft.documents.delete(id);
  draft.skipped.delete(id);
  draft.failed.delete(id);
}

function applyTouch(draft: Draft, op: Extract<SyncOp, { op: "touch" }>): void {
  const { op: _, id, previousId, ...changes } = op;
  const before = draft.documents.get(previousId ?? id);
  if (before === undefined) draft.problems.push(`touch of ${previousId ?? id}, which is not stored`);
  else {
    forget(draft, previousId ?? id);
    forget(draft, id);
    draft.documents.set(id, { ...before, ...changes, id });
  }
  see(draft, id, op.containerId);
}

function applyError(draft: Draft, error: DocumentError): void {
  if (error.scope !== "document") draft.unread.add(error.ref ?? "");
  if (error.scope !== "document" || error.ref === undefined) return;
  draft.skipped.delete(error.ref);
  draft.failed.set(error.ref, error);
  see(draft, error.ref);
}

function deleteContainer(draft: Draft, containerId: string): void {
  const gone = (id: string | undefined) => isWithin(draft, id, new Set([containerId]));
  for (const [id, document] of draft.documents) if (gone(document.containerId)) forget(draft, id);
  const containers = [...draft.containers.keys()].filter(gone);
  for (const id of containers) draft.containers.delete(id);
}

function finish(draft: Draft, op: Extract<SyncOp, { op: "done" }>): void {
  draft.isDone = true;
  if (op.listed !== "everything") return;
  const spared = op.incompleteContainers ?? [];
  for (const id of draft.unread)
    if (!spared.includes(id)) draft.problems.push(`everything listed, although ${id || "the source"} could not be read`);
  prune(draft, draft.seen, spared);
  const kept = new Set(spared);
  const unseen = [...draft.containers.keys()].filter((id) => !draft.seenContainers.has(id) && !isWithin(draft, id, kept));
  for (const id of unseen) draft.containers.delete(id);
}

type Items = Pick<Draft, "documents" | "containers" | "skipped" | "failed">;

function prune(items: Items, seen: ReadonlySet<string>, incompleteContainers: readonly string[]): void {
  const incomplete = new Set(incompleteContainers);
  for (const [id, document] of items.documents) if (!seen.has(id) && !isWithin(items, document.containerId, incomplete)) forget(items, id);
  // Where an item without a document was is not known, so an incomplete listing leaves it alone.
  if (incomplete.size > 0) return;
  for (const ledger of [items.skipped, items.failed]) for (const id of ledger.keys()) if (!seen.has(id)) ledger.delete(id);
}

/** Whether the container is one of `ancestors` or below one. */
function isWithin({ containers }: Pick<Items, "containers">, containerId: string | undefined, ancestors: ReadonlySet<string>): boolean {
  const passed = new Set<string>();
  for (let id = containerId; id !== undefined && !passed.has(id); id = containers.get(id)?.parentId) {
    if (ancestors.has(id)) return true;
    passed.add(id);
  }
  return false;
}
