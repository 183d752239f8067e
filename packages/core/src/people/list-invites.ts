import { type Actor, requireRole } from "../access/actor.ts";
import type { Invite } from "../ports/database/people.ts";
import type { Ports } from "../ports/ports.ts";
import { type Page, type PageRequest, readPage } from "./page.ts";

/** Invitations that wait to be accepted, expired ones too. */
export async function listInvites({ database }: Pick<Ports, "database">, actor: Actor, page: PageRequest): Promise<Page<Invite>> {
  requireRole(actor, "admin");
  return readPage(page, (filter) => database.people.invites(filter));
}
