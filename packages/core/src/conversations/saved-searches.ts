import { SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import type { SavedSearch } from "../ports/database/conversations.ts";
import type { Ports } from "../ports/ports.ts";

/** More would be no help to find one. */
const MAX_SAVED = 100;

export type SearchToSave = Pick<SavedSearch, "name" | "query" | "filters" | "sort">;

export async function saveSearch(
  { database, ids, clock }: Pick<Ports, "database" | "ids" | "clock">,
  actor: Actor,
  search: SearchToSave,
): Promise<SavedSearch> {
  const now = clock.now();
  const saved = { ...search, id: ids.next(), userId: actor.userId, createdAt: now, updatedAt: now };
  await database.transaction(async (tx) => {
    if ((await tx.savedSearches.ofUser(actor.userId)).length >= MAX_SAVED)
      throw new SmartyError("conflict", `You have saved ${MAX_SAVED} searches, which is the most. Delete one first.`);
    await tx.savedSearches.create(saved);
  });
  return saved;
}

export async function updateSavedSearch(
  { database, clock }: Pick<Ports, "database" | "clock">,
  actor: Actor,
  id: string,
  change: Partial<SearchToSave>,
): Promise<SavedSearch> {
  const saved = await database.savedSearches.update(id, actor.userId, change, clock.now());
  if (saved === null) throw missing();
  return saved;
}

export async function deleteSavedSearch({ database }: Pick<Ports, "database">, actor: Actor, id: string): Promise<void> {
  if (!(await database.savedSearches.remove(id, actor.userId))) throw missing();
}

function missing(): SmartyError {
  return new SmartyError("not_found", "There is no such saved search.");
}
