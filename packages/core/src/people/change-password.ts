import { SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import type { SignedIn } from "../ports/identity.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";
import { requirePasswords } from "./providers/passwords.ts";
import { beginAttempt, type Caller } from "./sign-in.ts";
import { ACCOUNT_POLICY, accountKey } from "./throttle.ts";

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/**
 * Sets one's own password. Every session ends, this one too; the answer is a new one. Wrong guesses of the present password count towards
 * the same lock as failed sign-ins.
 */
export async function changePassword(
  ports: Pick<Ports, "database" | "identity" | "clock" | "ids">,
  actor: Actor,
  { currentPassword, newPassword }: PasswordChange,
  caller: Caller,
): Promise<SignedIn> {
  const { database, identity, clock } = ports;
  await requirePasswords(database);
  identity.checkPassword(newPassword, actor.email);
  const account = await accountKey(actor.email);
  await beginAttempt(ports, account, ACCOUNT_POLICY);
  if (!(await identity.verifyPassword(await database.people.passwordHash(actor.userId), currentPassword))) {
    const message = "The present password is wrong.";
    throw new SmartyError("invalid", message, { fields: [{ path: "currentPassword", message }] });
  }
  const hash = await identity.hashPassword(newPassword);
  await database.transaction(async (tx) => {
    await tx.people.setPassword(actor.userId, hash, clock.now());
    await tx.people.clearThrottle(account);
    await audit(ports, tx, actor, { action: "user.change-password", objectId: actor.userId });
  });
  const signedIn = await identity.signIn({ email: actor.email, password: newPassword, remember: true, ...caller });
  if (signedIn === null) throw new SmartyError("internal", "the new password does not sign in");
  return signedIn;
}
