import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../../access/actor.ts";
import type { Repositories } from "../../ports/database/database.ts";
import type { Ports } from "../../ports/ports.ts";
import { audit } from "../audit.ts";

const SETTING = "sign-in.passwords";

/** Whether people may sign in with a password. True unless it was switched off. */
export async function acceptsPasswords({ settings }: Pick<Repositories, "settings">): Promise<boolean> {
  return (await settings.get(SETTING)) !== false;
}

/** Throws `forbidden` where passwords are switched off. */
export async function requirePasswords(repositories: Pick<Repositories, "settings">): Promise<void> {
  if (await acceptsPasswords(repositories)) return;
  throw new SmartyError("forbidden", "Passwords are switched off here. Sign in with one of the providers on the sign-in page.");
}

/** The same for whoever would give a link to somebody. */
export async function requirePasswordLinks(repositories: Pick<Repositories, "settings">): Promise<void> {
  if (await acceptsPasswords(repositories)) return;
  const message =
    "Passwords are switched off here, so such a link would not work. Let people come with a provider, or switch passwords on.";
  throw new SmartyError("forbidden", message);
}

/** Switching off needs an administrator who can come in through an enabled provider; it throws `conflict` otherwise. */
export async function setPasswordSignIn(ports: Pick<Ports, "database" | "clock" | "ids">, actor: Actor, accepts: boolean): Promise<void> {
  requireRole(actor, "admin");
  await ports.database.transaction(async (tx) => {
    await tx.settings.set(SETTING, accepts, actor.userId, ports.clock.now());
    if (!(await hasWayIn(tx)) && !accepts) throw lockedOut();
    await audit(ports, tx, actor, { action: "provider.passwords", objectId: null, detail: { accepts } });
  });
}

/** Whether some administrator could sign in, now or after what the transaction has done so far. */
export async function hasWayIn(tx: Pick<Repositories, "settings" | "signIn">): Promise<boolean> {
  const { withPassword, withProvider } = await tx.signIn.adminWays();
  return withProvider > 0 || (withPassword > 0 && (await acceptsPasswords(tx)));
}

/** Does what may take the last way in from the administrators. Throws `conflict` when it has, which takes the whole transaction back. */
export async function keepingWayIn<Value>(tx: Pick<Repositories, "settings" | "signIn">, work: () => Promise<Value>): Promise<Value> {
  const before = await hasWayIn(tx);
  const value = await work();
  // Where there was none, as on a machine used by its owner alone, none is lost.
  if (before && !(await hasWayIn(tx))) throw lockedOut();
  return value;
}

/** The same for changes of people; with passwords any administrator can be given a link, so that one who is left suffices. */
export async function keepingAdministrators<Value>(
  tx: Pick<Repositories, "settings" | "signIn">,
  work: () => Promise<Value>,
): Promise<Value> {
  return (await acceptsPasswords(tx)) ? work() : keepingWayIn(tx, work);
}

function lockedOut(): SmartyError {
  return new SmartyError(
    "conflict",
    "No administrator could sign in any more. Let an administrator link an account of an enabled provider first (under Account), or switch passwords on.",
  );
}
