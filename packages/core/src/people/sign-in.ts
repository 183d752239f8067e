import { SmartyError } from "@smartypants/sdk";
import type { SignedIn } from "../ports/identity.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";
import { requirePasswords } from "./providers/passwords.ts";
import { ACCOUNT_POLICY, ADDRESS_POLICY, accountKey, addressKey, countAttempt, forgiveAttempt, type ThrottlePolicy } from "./throttle.ts";

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** True when absent. */
  readonly remember?: boolean | undefined;
}

/** Where a request comes from. */
export interface Caller {
  readonly clientAddress: string;
  readonly userAgent: string | null;
}

type SignInPorts = Pick<Ports, "database" | "identity" | "clock" | "ids">;

/**
 * Opens a session. An unknown, a disabled and a mistyped account look the same, in words and in time. Too many failures lock the account
 * and the caller's address for a while (`rate_limited`), whether or not the account exists.
 */
export async function signIn(ports: SignInPorts, credentials: Credentials, caller: Caller): Promise<SignedIn> {
  const { database, identity, clock } = ports;
  await requirePasswords(database);
  const email = credentials.email.trim().toLowerCase();
  const keys = { account: await accountKey(email), address: addressKey(caller.clientAddress) };
  const byAddress = await beginAttempt(ports, keys.address, ADDRESS_POLICY);
  const byAccount = await beginAttempt(ports, keys.account, ACCOUNT_POLICY);
  const person = await database.people.byEmail(email);
  const signedIn = await identity.signIn({
    email: person === null || person.disabled ? null : email,
    password: credentials.password,
    remember: credentials.remember ?? true,
    ...caller,
  });
  if (signedIn === null) {
    await audit(ports, database, null, { action: "session.refuse", objectId: null, detail: { userId: person?.id ?? null } });
    if (byAccount.hasLocked) await audit(ports, database, null, { action: "user.lock", objectId: person?.id ?? null });
    throw new SmartyError("unauthenticated", "The e-mail address or the password is wrong.");
  }
  await database.people.clearThrottle(keys.account);
  await database.people.changeThrottle(keys.address, (row) => forgiveAttempt(row, byAddress.hasLocked, clock.now()));
  await audit(ports, database, signedIn, { action: "session.create", objectId: signedIn.sessionId });
  return signedIn;
}

/**
 * Counts the attempt before it is made, so that many at once get no more guesses than one after the other. Throws `rate_limited` when
 * the key was locked already; tells whether this attempt locked it.
 */
export async function beginAttempt(
  { database, clock }: Pick<Ports, "database" | "clock">,
  key: string,
  policy: ThrottlePolicy,
): Promise<{ readonly hasLocked: boolean }> {
  const now = clock.now();
  let lockedBefore = 0;
  const row = await database.people.changeThrottle(key, (before) => {
    lockedBefore = before?.lockedUntil ?? 0;
    return countAttempt(before, policy, now);
  });
  if (lockedBefore > now) {
    throw new SmartyError("rate_limited", "Too many attempts to sign in. Wait a while, then try again.", {
      retryAfterMs: lockedBefore - now,
    });
  }
  return { hasLocked: row.lockedUntil > now };
}
