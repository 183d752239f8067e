import { type Actor, requireRole } from "../access/actor.ts";
import type { Group } from "../ports/database/people.ts";
import type { Ports } from "../ports/ports.ts";
import { type Page, type PageRequest, readPage } from "./page.ts";

export async function listGroups({ database }: Pick<Ports, "database">, actor: Actor, page: PageRequest): Promise<Page<Group>> {
  requireRole(actor, "editor");
  return readPage(page, (filter) => database.people.groups(filter));
}
