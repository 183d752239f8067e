import { type Actor, requireRole, type Role } from "../access/actor.ts";
import type { Person } from "../ports/database/people.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";
import { normalizeEmail } from "./email.ts";
import { getUser } from "./get-user.ts";
import { acceptsPasswords } from "./providers/passwords.ts";
import { issuePasswordLink, type LinkToken } from "./create-password-link.ts";

export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** Without one the answer has a link with which the person sets it; none where passwords are switched off. */
  readonly password?: string | undefined;
}

/** The address counts as verified: an administrator vouches for it. Throws `conflict` when it is taken. */
export async function createUser(
  ports: Pick<Ports, "database" | "settings" | "identity" | "clock" | "ids">,
  actor: Actor,
  user: NewUser,
): Promise<{ readonly person: Person; readonly link: LinkToken | null }> {
  requireRole(actor, "admin");
  const { database, identity, clock, ids } = ports;
  const email = normalizeEmail(user.email);
  if (user.password !== undefined) identity.checkPassword(user.password, email);
  const passwordHash = user.password === undefined ? null : await identity.hashPassword(user.password);
  const id = ids.next();
  const link = await database.transaction(async (tx) => {
    await tx.people.create({
      id,
      email,
      name: user.name.trim(),
      role: user.role,
      verifiedBy: actor.userId,
      passwordHash,
      now: clock.now(),
    });
    await audit(ports, tx, actor, { action: "user.create", objectId: id, detail: { role: user.role } });
    return passwordHash === null && (await acceptsPasswords(tx)) ? issuePasswordLink(ports, tx, actor, id) : null;
  });
  return { person: await getUser({ database }, actor, id), link };
}
