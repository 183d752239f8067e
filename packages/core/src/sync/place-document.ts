import type { Acl } from "@smartypants/sdk";
import type { Transaction } from "../ports/database/database.ts";
import type { Container } from "../ports/database/sources.ts";
import { documentAllow } from "../sources/resolve-access.ts";
import type { BatchContext, SyncBatch } from "./sync-batch.ts";

export type Containers = ReadonlyMap<string, Container>;

/** The containers that a batch speaks of. */
export async function containersOf(tx: Transaction, sourceId: string, batch: Pick<SyncBatch, "items" | "touches">): Promise<Containers> {
  const wanted = new Set<string>();
  for (const { document } of batch.items) if (document.containerId !== undefined) wanted.add(document.containerId);
  for (const { containerId } of batch.touches) if (containerId !== undefined) wanted.add(containerId);
  return wanted.size === 0 ? new Map() : tx.containers.byExternalIds(sourceId, [...wanted]);
}

export interface Placed {
  readonly containerId: string | null;
  readonly aclId: number;
  readonly aclInherits: boolean;
}

/** Where a document hangs and which ACL row it points to. A container that was never shown (null) gives the source's root, or nobody. */
export async function placeDocument(
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
export function containerOf(containers: Containers, id: string | undefined): Container | null | undefined {
  return id === undefined ? undefined : (containers.get(id) ?? null);
}
