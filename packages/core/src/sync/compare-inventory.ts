import type { InventoryOp } from "@smartypants/sdk";
import type { Transaction } from "../ports/database/database.ts";
import type { StoredDocument } from "../ports/database/documents.ts";
import type { Container, Source, SyncRun } from "../ports/database/sources.ts";
import type { SyncPorts } from "./run-sync.ts";
import { presentSource } from "./store-batches.ts";
import { storeTouches } from "./store-touches.ts";
import { NO_COUNTS, type TouchOp } from "./sync-batch.ts";

export type InventoryItem = Extract<InventoryOp, { op: "item" }>;

export interface ComparedPage {
  /** Ids whose content is not here, or is another one. */
  readonly changed: readonly string[];
  /** Some lie in containers that were never shown. */
  readonly hasNewContainers: boolean;
}

/** Marks what is there, repairs who may read it and where it lies, and tells what must be fetched. */
export async function comparePage(
  { ids, clock }: Pick<SyncPorts, "ids" | "clock">,
  tx: Transaction,
  { source, run, items }: { readonly source: Source; readonly run: SyncRun; readonly items: readonly InventoryItem[] },
): Promise<ComparedPage> {
  const context = {
    source: await presentSource(tx, source),
    runId: run.id,
    pipelineVersion: "",
    nextId: () => ids.next(),
    now: clock.now(),
  };
  const externalIds = items.map((item) => item.id);
  const stored = await tx.documents.byExternalIds(source.id, externalIds);
  const states = await tx.syncItems.states(source.id, externalIds);
  const containers = await tx.containers.byExternalIds(source.id, [...new Set(items.flatMap((item) => item.containerId ?? []))]);
  const touches = items.flatMap((item) => repairOf(item, stored.get(item.id), containers));
  const moved = await storeTouches(tx, context, touches, containers);
  // After the touches, for they mark as indexed what they repair.
  await tx.syncItems.markSeen(source.id, externalIds, run.id);
  const changed = items.filter((item) => isChanged(item, stored.get(item.id), states.has(item.id))).map((item) => item.id);
  await tx.syncRuns.addCounts(run.id, { ...NO_COUNTS, seen: items.length, unchanged: items.length, moved });
  return {
    changed,
    hasNewContainers: items.some(({ containerId }) => containerId !== undefined && !containers.has(containerId)),
  };
}

function repairOf(
  { id, acl, containerId }: InventoryItem,
  document: StoredDocument | undefined,
  containers: ReadonlyMap<string, Container>,
): TouchOp[] {
  if (document === undefined) return [];
  const container = containerId === undefined ? undefined : containers.get(containerId);
  const hasMoved = container !== undefined && container.id !== document.containerId;
  const isShared = acl !== undefined && JSON.stringify(sorted(acl)) !== JSON.stringify(sorted(document.sourceAcl));
  if (!hasMoved && !isShared) return [];
  return [{ op: "touch", id, ...(isShared && { acl }), ...(hasMoved && containerId !== undefined && { containerId }) }];
}

function sorted(acl: StoredDocument["sourceAcl"]): StoredDocument["sourceAcl"] {
  return acl.mode === "restricted" ? { mode: acl.mode, allow: acl.allow.toSorted() } : { mode: acl.mode };
}

/** What has failed is tried again by itself, and what is left out by its nature stays so until the source says that it has changed. */
function isChanged({ changeKey }: InventoryItem, document: StoredDocument | undefined, isInLedger: boolean): boolean {
  if (document === undefined) return !isInLedger;
  return changeKey !== undefined && changeKey !== document.changeKey;
}
