import { type Actor, requireRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";
import { groupNotFound } from "./get-group.ts";

/** Its members lose at once what they could read through it. Throws `not_found`. */
export async function deleteGroup(ports: Pick<Ports, "database" | "clock" | "ids">, actor: Actor, groupId: string): Promise<void> {
  requireRole(actor, "admin");
  await ports.database.transaction(async (tx) => {
    if (!(await tx.people.removeGroup(groupId))) throw groupNotFound();
    await audit(ports, tx, actor, { action: "group.delete", objectId: groupId });
  });
}
