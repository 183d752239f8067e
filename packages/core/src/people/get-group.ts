import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { Group } from "../ports/database/people.ts";
import type { Ports } from "../ports/ports.ts";

/** Throws `not_found`. Editors may know groups, because they choose them when they connect a source. */
export async function getGroup({ database }: Pick<Ports, "database">, actor: Actor, groupId: string): Promise<Group> {
  requireRole(actor, "editor");
  const group = await database.people.group(groupId);
  if (group === null) throw groupNotFound();
  return group;
}

export function groupNotFound(): SmartyError {
  return new SmartyError("not_found", "There is no such group.");
}
