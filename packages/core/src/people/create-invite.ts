import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole, type Role } from "../access/actor.ts";
import type { Invite } from "../ports/database/people.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";
import { type LinkToken, newLink } from "./create-password-link.ts";
import { normalizeEmail } from "./email.ts";
import { requirePasswordLinks } from "./providers/passwords.ts";

export interface NewInvite {
  readonly email: string;
  readonly role: Role;
  readonly groupIds?: readonly string[] | undefined;
}

/** Invites an address by a link that is given to the person. Replaces an open invitation to it. Throws `conflict` for an existing user. */
export async function createInvite(
  ports: Pick<Ports, "database" | "settings" | "identity" | "clock" | "ids">,
  actor: Actor,
  input: NewInvite,
): Promise<{ readonly invite: Invite; readonly link: LinkToken }> {
  requireRole(actor, "admin");
  await requirePasswordLinks(ports.database);
  const email = normalizeEmail(input.email);
  const groupIds = [...new Set(input.groupIds)];
  const { tokenHash, ...link } = await newLink(ports);
  const createdAt = ports.clock.now();
  const { role } = input;
  const invite: Invite = { id: ports.ids.next(), email, role, groupIds, createdBy: actor.userId, createdAt, expiresAt: link.expiresAt };
  await ports.database.transaction(async (tx) => {
    if ((await tx.signIn.ownersOfAddress(email)).length > 0)
      throw new SmartyError("conflict", `There is already a user with the address ${email}.`);
    if ((await tx.people.knownGroups(groupIds)).length < groupIds.length) {
      throw new SmartyError("invalid", "One of these groups does not exist.", { fields: [{ path: "groupIds", message: "unknown group" }] });
    }
    await tx.people.createInvite({ ...invite, tokenHash });
    await audit(ports, tx, actor, { action: "invite.create", objectId: invite.id, detail: { role, groupIds } });
  });
  return { invite, link };
}
