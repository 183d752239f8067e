import type { Acl } from "@smartypants/sdk";
import type { Transaction } from "../ports/database/database.ts";
import type { DocumentTouch } from "../ports/database/documents.ts";
import type { ChildMove, Container } from "../ports/database/sources.ts";
import { placeDocument } from "./place-document.ts";
import type { BatchContext } from "./sync-batch.ts";

/** An item that has another id, place, address or access than before. */
export interface ParentMove {
  readonly from: string;
  readonly to: string;
  readonly oldPath: string | null;
  readonly path: string | null;
  readonly url: string | null;
  /** Absent: it stays in its container. */
  readonly containerExternalId?: string;
  /** Absent: who may read it is as before. */
  readonly place?: { readonly container: Container | null | undefined; readonly acl: Acl };
}

/** What changes for all that lies inside of such items: everything that changed for them. */
export async function followParents(
  tx: Transaction,
  context: BatchContext,
  moves: readonly ParentMove[],
): Promise<{ readonly documents: readonly DocumentTouch[]; readonly items: readonly ChildMove[] }> {
  const byParent = new Map(moves.map((move) => [move.from, move]));
  const inside = await tx.syncItems.children(context.source.id, [...byParent.keys()]);
  const ids = inside.map((item) => item.externalId);
  const stored = inside.length === 0 ? undefined : await tx.documents.byExternalIds(context.source.id, ids);
  const documents: DocumentTouch[] = [];
  const items: ChildMove[] = [];
  for (const { externalId, parentExternalId } of inside) {
    const move = byParent.get(parentExternalId);
    if (move === undefined) continue;
    const { from, to, url, place, containerExternalId } = move;
    const next = inPlaceOf(externalId, from, to);
    items.push({
      from: externalId,
      to: next,
      parentExternalId: to,
      url,
      ...(containerExternalId !== undefined && { containerExternalId }),
    });
    const before = stored?.get(externalId);
    if (before === undefined) continue;
    const path = before.path === null || move.path === null ? move.path : inPlaceOf(before.path, move.oldPath ?? "", move.path);
    const placed = place === undefined ? {} : await placeDocument(tx, context, place.container, { path, acl: place.acl });
    documents.push({
      id: before.id,
      externalId: next,
      path,
      ...(url !== null && { url }),
      ...placed,
      ...(place !== undefined && { sourceAcl: place.acl }),
    });
  }
  return { documents, items };
}

/** What stood below one name stands below the other. */
function inPlaceOf(whole: string, from: string, to: string): string {
  return from !== "" && whole.startsWith(from) ? to + whole.slice(from.length) : whole;
}

/** In two steps where items change names with each other: an id belongs to one item at any moment. */
export async function moveChildren(
  tx: Transaction,
  { source, runId, now }: BatchContext,
  moves: readonly ChildMove[],
  isChain: boolean,
): Promise<void> {
  if (!isChain) return tx.syncItems.moveChildren(source.id, moves, runId, now);
  const aside = moves.map((move) => ({ ...move, to: `renaming:${move.from}` }));
  await tx.syncItems.moveChildren(source.id, aside, runId, now);
  const back = moves.map((move) => ({ ...move, from: `renaming:${move.from}` }));
  await tx.syncItems.moveChildren(source.id, back, runId, now);
}
