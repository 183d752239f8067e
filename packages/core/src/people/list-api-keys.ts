import { type Actor, requireRole } from "../access/actor.ts";
import type { ApiKey } from "../ports/database/people.ts";
import type { Ports } from "../ports/ports.ts";
import { type Page, type PageRequest, readPage } from "./page.ts";

/** One's own keys; everybody's for an administrator who asks for `all`. */
export async function listApiKeys(
  { database }: Pick<Ports, "database">,
  actor: Actor,
  { all, ...page }: PageRequest & { readonly all: boolean },
): Promise<Page<ApiKey & { readonly ownerEmail: string }>> {
  if (all) requireRole(actor, "admin");
  return readPage(page, (filter) => database.people.keys({ ...filter, ...(!all && { userId: actor.userId }) }));
}
