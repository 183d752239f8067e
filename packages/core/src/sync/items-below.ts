import type { Ports } from "../ports/ports.ts";

/** External ids of everything in the ledger that lies in a container or below it. */
export async function itemsBelow(
  { syncItems }: Pick<Ports["database"], "syncItems">,
  sourceId: string,
  containerId: string,
): Promise<readonly string[]> {
  const total = await syncItems.count(sourceId);
  // No run is called so: nothing was seen by it.
  const all = await syncItems.unseen(sourceId, "", [], total);
  const outside = new Set(await syncItems.unseen(sourceId, "", [containerId], total));
  return all.filter((id) => !outside.has(id));
}
