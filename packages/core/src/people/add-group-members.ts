import { type Actor, requireRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";
import { groupNotFound } from "./get-group.ts";

/** Unknown people are left out; returns how many are new in the group. Throws `not_found` for the group. */
export async function addGroupMembers(
  ports: Pick<Ports, "database" | "clock" | "ids">,
  actor: Actor,
  groupId: string,
  userIds: readonly string[],
): Promise<{ readonly added: number }> {
  requireRole(actor, "admin");
  return ports.database.transaction(async (tx) => {
    if ((await tx.people.group(groupId)) === null) throw groupNotFound();
    const added = await tx.people.addMembers(groupId, userIds, ports.clock.now());
    await audit(ports, tx, actor, { action: "group.add-members", objectId: groupId, detail: { userIds, added } });
    return { added };
  });
}
