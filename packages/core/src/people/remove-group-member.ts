import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";

/** Throws `not_found` when the person is not in the group. */
export async function removeGroupMember(
  ports: Pick<Ports, "database" | "clock" | "ids">,
  actor: Actor,
  groupId: string,
  userId: string,
): Promise<void> {
  requireRole(actor, "admin");
  await ports.database.transaction(async (tx) => {
    if (!(await tx.people.removeMember(groupId, userId))) throw new SmartyError("not_found", "This person is not in the group.");
    await audit(ports, tx, actor, { action: "group.remove-member", objectId: groupId, detail: { userId } });
  });
}
