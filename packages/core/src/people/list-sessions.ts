import { type Actor, requireRole } from "../access/actor.ts";
import type { Session } from "../ports/identity.ts";
import type { Ports } from "../ports/ports.ts";
import { getUser } from "./get-user.ts";

/** Where a person is signed in, latest first: one's own, or anybody's for administrators. */
export async function listSessions(ports: Pick<Ports, "database" | "identity">, actor: Actor, userId: string): Promise<readonly Session[]> {
  if (userId !== actor.userId) {
    requireRole(actor, "admin");
    await getUser(ports, actor, userId);
  }
  return ports.identity.sessions(userId);
}
