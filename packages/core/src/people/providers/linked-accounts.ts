import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../../access/actor.ts";
import type { Repositories } from "../../ports/database/database.ts";
import type { LinkedIdentity } from "../../ports/database/sign-in.ts";
import type { Ports } from "../../ports/ports.ts";
import { audit } from "../audit.ts";
import { getUser } from "../get-user.ts";
import { acceptsPasswords, keepingWayIn } from "./passwords.ts";

/** Accounts at providers that are linked to a person: one's own, or anybody's for administrators. */
export async function listLinkedAccounts(
  { database }: Pick<Ports, "database">,
  actor: Actor,
  userId: string = actor.userId,
): Promise<readonly LinkedIdentity[]> {
  if (userId !== actor.userId) {
    requireRole(actor, "admin");
    await getUser({ database }, actor, userId);
  }
  return database.signIn.identitiesOf(userId);
}

/**
 * Takes an account away, with the addresses and memberships that came from it, at once. Throws `not_found`, for somebody else's too, and
 * `conflict` for one's own last way in: what an administrator takes away may be the last.
 */
export async function unlinkAccount(
  ports: Pick<Ports, "database" | "clock" | "ids">,
  actor: Actor,
  identityId: string,
  userId: string = actor.userId,
): Promise<void> {
  const isOwn = userId === actor.userId;
  if (!isOwn) requireRole(actor, "admin");
  await ports.database.transaction(async (tx) => {
    const identities = await tx.signIn.identitiesOf(userId);
    const identity = identities.find((each) => each.id === identityId);
    if (identity === undefined) throw new SmartyError("not_found", "There is no such linked account.");
    if (isOwn && identities.length === 1 && !(await hasPassword(tx, userId))) {
      throw new SmartyError(
        "conflict",
        "This is your only way to sign in. Link another account first, or ask an administrator for a link that sets a password.",
      );
    }
    await keepingWayIn(tx, async () => {
      await tx.signIn.removeIdentity(userId, identityId);
      await dropRole(ports, tx, identity);
    });
    await audit(ports, tx, actor, { action: "identity.unlink", objectId: identityId, detail: { provider: identity.providerId, userId } });
  });
}

/** A role that came from the provider's groups goes with it; the last administrator keeps theirs. */
async function dropRole(
  { clock }: Pick<Ports, "clock">,
  tx: Pick<Repositories, "people">,
  { userId, grantedRole }: LinkedIdentity,
): Promise<void> {
  const person = await tx.people.get(userId);
  if (person === null || grantedRole === null || person.role !== grantedRole) return;
  if (grantedRole === "admin" || grantedRole === "editor") await tx.people.update(userId, { role: "member" }, clock.now());
}

async function hasPassword(tx: Pick<Repositories, "people" | "settings">, userId: string): Promise<boolean> {
  return (await tx.people.passwordHash(userId)) !== null && (await acceptsPasswords(tx));
}
