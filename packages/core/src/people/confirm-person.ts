import { SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { beginAttempt } from "./sign-in.ts";
import { ACCOUNT_POLICY, accountKey } from "./throttle.ts";

/** Whether `confirmPerson` asks for a password. */
export async function needsPassword({ database }: Pick<Ports, "database">, actor: Actor): Promise<boolean> {
  return (await database.people.passwordHash(actor.userId)) !== null;
}

/**
 * Makes sure that it is the person who sits at a session, before something that a forgotten open browser must not do. Throws `forbidden` for API keys and
 * `invalid` for a wrong password; wrong guesses count towards the lock of failed sign-ins. Who has no password signs in at the machine itself.
 */
export async function confirmPerson(
  { database, identity, clock }: Pick<Ports, "database" | "identity" | "clock">,
  actor: Actor,
  password: string,
): Promise<void> {
  if (actor.via !== "session") throw new SmartyError("forbidden", "This is only for people who are signed in with a browser.");
  const hash = await database.people.passwordHash(actor.userId);
  if (hash === null) return;
  const account = await accountKey(actor.email);
  await beginAttempt({ database, clock }, account, ACCOUNT_POLICY);
  if (!(await identity.verifyPassword(hash, password))) {
    const message = "The password is wrong.";
    throw new SmartyError("invalid", message, { fields: [{ path: "password", message }] });
  }
  await database.people.clearThrottle(account);
}
