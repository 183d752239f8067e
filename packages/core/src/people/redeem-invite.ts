import { SmartyError } from "@smartypants/sdk";
import type { Transaction } from "../ports/database/database.ts";
import type { Invite, Person } from "../ports/database/people.ts";
import type { SignedIn } from "../ports/identity.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";
import { requirePasswords } from "./providers/passwords.ts";
import type { Caller } from "./sign-in.ts";
import { accountKey } from "./throttle.ts";
import { hashToken } from "./tokens.ts";

export interface Redemption {
  readonly token: string;
  readonly password: string;
  /** Needed for an invitation; a link for a password leaves the name as it is. */
  readonly name?: string | undefined;
}

/** Whose a link is, so that its page can say so. */
export type LinkOwner = { readonly kind: "invite" | "password"; readonly email: string; readonly name: string | null };

type RedeemPorts = Pick<Ports, "database" | "identity" | "clock" | "ids">;

const VOID = "This link has been used, was withdrawn or is too old. Ask an administrator for a new one.";

/** Throws `not_found` for a link that does not work. */
export async function inspectLink({ database, clock }: Pick<Ports, "database" | "clock">, token: string): Promise<LinkOwner> {
  const found = await findLink({ database, clock }, await hashToken(token));
  return found.kind === "invite"
    ? { kind: "invite", email: found.invite.email, name: null }
    : { kind: "password", email: found.person.email, name: found.person.name };
}

/**
 * Uses a link up: an invitation makes the person, verifies the address and adds the groups; a password link sets the password. Either
 * signs in. Of several at the same time one wins, the others get `not_found`.
 */
export async function redeemInvite(ports: RedeemPorts, { token, password, name }: Redemption, caller: Caller): Promise<SignedIn> {
  const { database, identity } = ports;
  await requirePasswords(database);
  const tokenHash = await hashToken(token);
  const found = await findLink(ports, tokenHash);
  const email = found.kind === "invite" ? found.invite.email : found.person.email;
  identity.checkPassword(password, email);
  const hash = await identity.hashPassword(password);
  const account = await accountKey(email);
  await database.transaction(async (tx) => {
    if (found.kind === "invite") await join(ports, tx, found.invite, requireName(name), hash);
    else await takePassword(ports, tx, tokenHash, found.person, hash);
    await tx.people.clearThrottle(account);
  });
  const signedIn = await identity.signIn({ email, password, remember: true, ...caller });
  if (signedIn === null) throw new SmartyError("internal", "the account just made cannot sign in");
  return signedIn;
}

async function findLink(
  { database, clock }: Pick<Ports, "database" | "clock">,
  tokenHash: string,
): Promise<{ readonly kind: "invite"; readonly invite: Invite } | { readonly kind: "password"; readonly person: Person }> {
  const invite = await database.people.inviteByToken(tokenHash, clock.now());
  if (invite !== null) return { kind: "invite", invite };
  const person = await database.people.passwordLink(tokenHash, clock.now());
  if (person === null || person.disabled) throw new SmartyError("not_found", VOID);
  return { kind: "password", person };
}

async function join(ports: RedeemPorts, tx: Transaction, invite: Invite, name: string, passwordHash: string): Promise<void> {
  const now = ports.clock.now();
  if (!(await tx.people.acceptInvite(invite.id, now))) throw new SmartyError("not_found", VOID);
  const id = ports.ids.next();
  await tx.people.create({ id, email: invite.email, name, role: invite.role, verifiedBy: "invite", passwordHash, now });
  // A group that has gone since is left out: the person should not be kept out by it.
  for (const groupId of await tx.people.knownGroups(invite.groupIds)) await tx.people.addMembers(groupId, [id], now);
  await audit(ports, tx, { userId: id }, { action: "invite.redeem", objectId: invite.id, detail: { userId: id } });
}

async function takePassword(ports: RedeemPorts, tx: Transaction, tokenHash: string, person: Person, hash: string): Promise<void> {
  const now = ports.clock.now();
  if ((await tx.people.takePasswordLink(tokenHash, now)) === null) throw new SmartyError("not_found", VOID);
  await tx.people.setPassword(person.id, hash, now);
  await audit(ports, tx, { userId: person.id }, { action: "user.redeem-link", objectId: person.id });
}

function requireName(name: string | undefined): string {
  const trimmed = name?.trim() ?? "";
  if (trimmed === "") throw new SmartyError("invalid", "Tell us your name.", { fields: [{ path: "name", message: "required" }] });
  return trimmed;
}
