import type { Transaction } from "../ports/database/database.ts";
import type { Source } from "../ports/database/sources.ts";

type Context = { readonly source: Pick<Source, "id">; readonly now: number };

/** Items that are gone at the source and all that lies inside of them: documents, versions and ledger rows. */
export async function removeItems(
  tx: Transaction,
  { source, now }: Context,
  externalIds: readonly string[],
): Promise<{ readonly documents: number; readonly items: number }> {
  if (externalIds.length === 0) return { documents: 0, items: 0 };
  const inside = await tx.syncItems.children(source.id, externalIds);
  const all = [...new Set([...externalIds, ...inside.map((item) => item.externalId)])];
  const documents = await removeDocuments(tx, { source, now }, all);
  await tx.syncItems.remove(source.id, all);
  return { documents, items: all.length };
}

/** The content of items that have none any more; what lay inside of them is gone altogether. */
export async function removeContent(tx: Transaction, context: Context, externalIds: readonly string[]): Promise<void> {
  if (externalIds.length === 0) return;
  await removeDocuments(tx, context, externalIds);
  const inside = await tx.syncItems.children(context.source.id, externalIds);
  await removeItems(
    tx,
    context,
    inside.map((item) => item.externalId),
  );
}

/** What is no longer inside of documents that were read anew. */
export async function removeLeftOut(tx: Transaction, context: Context, parents: ReadonlyMap<string, readonly string[]>): Promise<number> {
  if (parents.size === 0) return 0;
  const present = new Set([...parents.values()].flat());
  const before = await tx.syncItems.children(context.source.id, [...parents.keys()]);
  const gone = before.filter((item) => !present.has(item.externalId)).map((item) => item.externalId);
  return (await removeItems(tx, context, gone)).items;
}

async function removeDocuments(tx: Transaction, { source, now }: Context, externalIds: readonly string[]): Promise<number> {
  const stored = await tx.documents.byExternalIds(source.id, externalIds);
  await tx.documents.remove(
    [...stored.values()].map((document) => document.id),
    now,
  );
  return stored.size;
}
