import { type Actor, requireRole } from "../access/actor.ts";
import type { Person } from "../ports/database/people.ts";
import type { Ports } from "../ports/ports.ts";
import { getGroup } from "./get-group.ts";
import { type Page, type PageRequest, readPage } from "./page.ts";

/** Throws `not_found`. */
export async function listGroupMembers(
  { database }: Pick<Ports, "database">,
  actor: Actor,
  groupId: string,
  page: PageRequest,
): Promise<Page<Person>> {
  requireRole(actor, "admin");
  await getGroup({ database }, actor, groupId);
  return readPage(page, (filter) => database.people.members(groupId, filter));
}
