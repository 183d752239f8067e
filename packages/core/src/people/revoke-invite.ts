import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";

/** The link stops working at once. Throws `not_found` when there is no open invitation. */
export async function revokeInvite(ports: Pick<Ports, "database" | "clock" | "ids">, actor: Actor, inviteId: string): Promise<void> {
  requireRole(actor, "admin");
  await ports.database.transaction(async (tx) => {
    if (!(await tx.people.removeInvite(inviteId))) throw new SmartyError("not_found", "There is no such invitation.");
    await audit(ports, tx, actor, { action: "invite.revoke", objectId: inviteId });
  });
}
