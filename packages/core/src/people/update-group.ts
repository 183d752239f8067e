import { type Actor, requireRole } from "../access/actor.ts";
import type { Group } from "../ports/database/people.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";
import { getGroup, groupNotFound } from "./get-group.ts";

export interface GroupChange {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
}

/** Throws `conflict` when the name is taken. ACLs name groups by id, so a new name changes no one's access. */
export async function updateGroup(
  ports: Pick<Ports, "database" | "clock" | "ids">,
  actor: Actor,
  groupId: string,
  { name, description }: GroupChange,
): Promise<Group> {
  requireRole(actor, "admin");
  const change = {
    ...(name !== undefined && { name: name.trim() }),
    ...(description !== undefined && { description: description.trim() }),
  };
  await ports.database.transaction(async (tx) => {
    if (!(await tx.people.updateGroup(groupId, change))) throw groupNotFound();
    await audit(ports, tx, actor, { action: "group.update", objectId: groupId });
  });
  return getGroup(ports, actor, groupId);
}
