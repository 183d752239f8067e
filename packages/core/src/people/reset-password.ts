import { type Actor, requireRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";
import { getUser } from "./get-user.ts";
import { accountKey } from "./throttle.ts";

/** Sets somebody's password, for the operator at the command line. Ends their sessions and lifts a lock-out. */
export async function resetPassword(
  ports: Pick<Ports, "database" | "identity" | "clock" | "ids">,
  actor: Actor,
  userId: string,
  password: string,
): Promise<void> {
  requireRole(actor, "admin");
  const { database, identity, clock } = ports;
  const person = await getUser(ports, actor, userId);
  identity.checkPassword(password, person.email);
  const hash = await identity.hashPassword(password);
  const account = await accountKey(person.email);
  await database.transaction(async (tx) => {
    await tx.people.setPassword(userId, hash, clock.now());
    await tx.people.clearThrottle(account);
    await audit(ports, tx, actor, { action: "user.reset-password", objectId: userId });
  });
}
