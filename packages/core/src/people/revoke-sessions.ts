import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";
import { getUser } from "./get-user.ts";

type RevokePorts = Pick<Ports, "database" | "identity" | "clock" | "ids">;

/** Signs one session out: of one's own, or of anybody for administrators. Throws `not_found`, for a session of somebody else too. */
export async function revokeSession(ports: RevokePorts, actor: Actor, sessionId: string, userId: string = actor.userId): Promise<void> {
  if (userId !== actor.userId) requireRole(actor, "admin");
  if (!(await ports.identity.revokeSession(userId, sessionId))) throw new SmartyError("not_found", "There is no such session.");
  await audit(ports, ports.database, actor, { action: "session.revoke", objectId: sessionId });
}

/** Signs a person out everywhere, but for `exceptSessionId`: oneself, or anybody for administrators. */
export async function revokeSessions(
  ports: RevokePorts,
  actor: Actor,
  userId: string,
  exceptSessionId?: string,
): Promise<{ readonly revoked: number }> {
  if (userId !== actor.userId) {
    requireRole(actor, "admin");
    await getUser(ports, actor, userId);
  }
  const revoked = await ports.identity.revokeSessions(userId, exceptSessionId);
  await audit(ports, ports.database, actor, { action: "user.revoke-sessions", objectId: userId, detail: { revoked } });
  return { revoked };
}
