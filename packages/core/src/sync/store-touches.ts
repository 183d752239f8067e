import type { Transaction } from "../ports/database/database.ts";
import type { DocumentTouch, StoredDocument } from "../ports/database/documents.ts";
import type { Container, ItemWrite } from "../ports/database/sources.ts";
import { followParents, moveChildren, type ParentMove } from "./follow-parents.ts";
import { type Containers, containerOf, placeDocument } from "./place-document.ts";
import { removeItems } from "./remove-items.ts";
import type { BatchContext, TouchOp } from "./sync-batch.ts";

/** Renames and moves; what lies inside of a document goes with it. Returns how many the source showed. */
export async function storeTouches(
  tx: Transaction,
  context: BatchContext,
  touches: readonly TouchOp[],
  containers: Containers,
): Promise<number> {
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
  const moved: MovedItem[] = [];
  for (const touch of touches) {
    const before = stored.get(touch.previousId ?? touch.id);
    if (before !== undefined) moved.push(await moveItem(tx, context, touch, before, containers));
  }
  const changes = moved.map((each) => each.change);
  const inside = await followParents(
    tx,
    context,
    moved.map((each) => each.parent),
  );
  const all = [...changes, ...inside.documents];
  const isChain = renamed.some((touch) => leaving.has(touch.id));
  // Out of each other's way first: an id belongs to one document at any moment.
  if (isChain) {
    await tx.documents.touch(
      source.id,
      all.map(({ id }) => ({ id, externalId: `renaming:${id}` })),
      now,
    );
  }
  await tx.documents.touch(source.id, all, now);
  await moveChildren(tx, context, inside.items, isChain);
  await tx.syncItems.remove(
    source.id,
    renamed.flatMap((touch) => touch.previousId ?? []),
  );
  await tx.syncItems.save(
    source.id,
    moved.map((each) => each.item),
    runId,
    now,
  );
  return changes.length;
}

interface MovedItem {
  readonly change: DocumentTouch;
  readonly item: ItemWrite;
  readonly parent: ParentMove;
}

/** What a touch comes to for a document, its ledger row and what lies inside of it. */
async function moveItem(
  tx: Transaction,
  context: BatchContext,
  touch: TouchOp,
  before: StoredDocument,
  containers: Containers,
): Promise<MovedItem> {
  const hasMoved = touch.containerId !== undefined || touch.path !== undefined || touch.acl !== undefined;
  const about = { path: touch.path ?? before.path, acl: touch.acl ?? before.sourceAcl };
  const container = hasMoved ? await containerAfter(tx, touch, before, containers) : undefined;
  const placed = hasMoved ? await placeDocument(tx, context, container, about) : {};
  const { op: _op, previousId: _previous, acl, containerId, id, ...rest } = touch;
  const title = titleAfter(touch, before);
  // Absent: it stays where it is.
  const inContainer = containerId === undefined ? {} : { containerExternalId: containerId };
  return {
    change: { ...rest, title, ...placed, id: before.id, externalId: id, ...(acl !== undefined && { sourceAcl: acl }) },
    item: { externalId: id, documentId: before.id, ...inContainer, state: "indexed", title, url: touch.url ?? before.url },
    parent: {
      from: before.externalId,
      to: id,
      oldPath: before.path,
      path: about.path,
      url: touch.url ?? null,
      ...inContainer,
      ...(hasMoved && { place: { container, acl: about.acl } }),
    },
  };
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
