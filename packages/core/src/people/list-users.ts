import { type Actor, requireRole } from "../access/actor.ts";
import type { Person } from "../ports/database/people.ts";
import type { Ports } from "../ports/ports.ts";
import { type Page, type PageRequest, readPage } from "./page.ts";

/** Everybody, in order of joining; `query` is looked for in name and address. */
export async function listUsers(
  { database }: Pick<Ports, "database">,
  actor: Actor,
  { query, ...page }: PageRequest & { readonly query?: string | undefined },
): Promise<Page<Person>> {
  requireRole(actor, "admin");
  return readPage(page, (filter) => database.people.list({ ...filter, ...(query !== undefined && { query }) }));
}
