import type { Actor } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";

/** Says that items which are not indexed are fine as they are, or takes that back. Returns how many there were. */
export async function ignoreItems(
  { database }: Pick<Ports, "database">,
  actor: Actor,
  sourceId: string,
  { externalIds, isIgnored }: { readonly externalIds: readonly string[]; readonly isIgnored: boolean },
): Promise<number> {
  const source = await database.forActor(actor).sources.manageable(sourceId);
  return database.transaction((tx) => tx.syncItems.setIgnored(source.id, externalIds, isIgnored));
}
