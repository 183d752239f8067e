import { type Actor, requireRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";
import { keepingAdministrators } from "./providers/passwords.ts";
import { refuseUnlessDone } from "./update-user.ts";

/** Erases a person with their conversations, keys and sessions for good. What they connected stays. Throws `conflict` for the last administrator. */
export async function deleteUser(ports: Pick<Ports, "database" | "clock" | "ids">, actor: Actor, userId: string): Promise<void> {
  requireRole(actor, "admin");
  await ports.database.transaction(async (tx) => {
    await keepingAdministrators(tx, async () => refuseUnlessDone(await tx.people.remove(userId)));
    await audit(ports, tx, actor, { action: "user.delete", objectId: userId });
  });
}
