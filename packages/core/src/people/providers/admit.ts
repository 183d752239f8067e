import type { Repositories, Transaction } from "../../ports/database/database.ts";
import type { Person } from "../../ports/database/people.ts";
import type { LinkedIdentity, SignInProvider } from "../../ports/database/sign-in.ts";
import type { OidcClaims } from "../../ports/oidc.ts";
import type { Ports } from "../../ports/ports.ts";
import { audit } from "../audit.ts";
import { addressRule } from "./presets.ts";
import { nextRole, readGranted } from "./granted.ts";
import { nameOf } from "./name-of.ts";
import { acceptsPasswords, hasWayIn } from "./passwords.ts";
import { isAccepted, provenAddresses, SLACK_TEAM_CLAIM } from "./proven-addresses.ts";
import type { SignInProblem } from "./sign-in-problem.ts";

type Needs = Pick<Ports, "database" | "clock" | "ids">;

type Refusal = { readonly problem: SignInProblem };

interface Visit {
  readonly provider: SignInProvider;
  readonly claims: OidcClaims;
  readonly subject: string;
  /** Vouched for by the provider, and in its domains. */
  readonly addresses: readonly string[];
  readonly isProven: boolean;
}

/**
 * Finds whose account at the provider this is, by issuer and subject alone; links it to `linkTo`, or by the provider's rules to the person of a
 * proven address, or makes a new person. Refreshes what the provider gives them: addresses, groups, role.
 */
export async function admit(
  ports: Needs,
  provider: SignInProvider,
  claims: OidcClaims,
  linkTo: string | null,
): Promise<Refusal | { readonly userId: string }> {
  const subject = subjectOf(provider, claims);
  if (subject === null) return { problem: "other-workspace" };
  const proven = provenAddresses(provider, claims);
  const addresses = proven.filter((address) => isAccepted(provider, address));
  const visit: Visit = { provider, claims, subject, addresses, isProven: proven.length > 0 };
  return ports.database.transaction(async (tx) => {
    const found = linkTo === null ? await findOrMake(ports, tx, visit) : await link(ports, tx, visit, linkTo);
    if ("problem" in found) return found;
    await refresh(ports, tx, visit, found);
    return { userId: found.userId };
  });
}

/** Slack's ids of people are its workspaces' own, so the workspace belongs to the subject. Null for another workspace than the one that is meant. */
function subjectOf(provider: SignInProvider, claims: OidcClaims): string | null {
  if (addressRule(provider) !== "slack") return claims.sub;
  const team = claims[SLACK_TEAM_CLAIM];
  return typeof team === "string" && team === provider.workspace ? `${team}/${claims.sub}` : null;
}

async function link(ports: Needs, tx: Transaction, visit: Visit, userId: string): Promise<Refusal | LinkedIdentity> {
  const { provider, subject, addresses } = visit;
  const person = await tx.people.get(userId);
  if (person === null || person.disabled) return { problem: "disabled" };
  const known = await tx.signIn.identity(provider.issuer, subject);
  if (known !== null) return known.userId === userId ? known : { problem: "linked-elsewhere" };
  if (addresses.length === 0 && !provider.domains.includes("*")) return { problem: visit.isProven ? "other-domain" : "no-address" };
  if (await isSomebodyElses(tx, addresses, userId)) return { problem: "address-taken" };
  return addIdentity(ports, tx, visit, { userId, how: "self", actorId: userId });
}

async function findOrMake(ports: Needs, tx: Transaction, visit: Visit): Promise<Refusal | LinkedIdentity> {
  const { provider, subject, addresses } = visit;
  const known = await tx.signIn.identity(provider.issuer, subject);
  if (known !== null) {
    const person = await tx.people.get(known.userId);
    return person === null || person.disabled ? { problem: "disabled" } : known;
  }
  if (addresses.length === 0) return { problem: visit.isProven ? "other-domain" : "no-address" };
  const owners: string[] = [];
  for (const address of addresses) owners.push(...(await tx.signIn.ownersOfAddress(address)));
  const [owner, ...others] = new Set(owners);
  if (owner !== undefined) {
    const person = await tx.people.get(owner);
    if (person === null || others.length > 0 || !(await mayLinkAlone(tx, provider, person))) return { problem: "link-first" };
    if (person.disabled) return { problem: "disabled" };
    return addIdentity(ports, tx, visit, { userId: owner, how: "address", actorId: owner });
  }
  return provider.autoCreate ? make(ports, tx, visit) : { problem: "no-account" };
}

/**
 * Whether an address alone may open somebody's account: only where the provider is set so, the address is verified on our side too, nothing else
 * opens the account, and nobody of this provider has it already. The last keeps out who was given a former colleague's address.
 */
async function mayLinkAlone(tx: Transaction, provider: SignInProvider, person: Person): Promise<boolean> {
  if (!provider.autoLink || person.verifiedAt === null) return false;
  const hasPassword = (await tx.people.passwordHash(person.id)) !== null && (await acceptsPasswords(tx));
  if (hasPassword) return false;
  return (await tx.signIn.identitiesOf(person.id)).every((identity) => identity.providerId !== provider.id);
}

async function make(ports: Needs, tx: Transaction, visit: Visit): Promise<LinkedIdentity | Refusal> {
  const [email] = visit.addresses;
  if (email === undefined) return { problem: "no-address" };
  const now = ports.clock.now();
  const userId = ports.ids.next();
  const identityId = ports.ids.next();
  const role = readGranted(visit.provider, visit.claims).role;
  const name = nameOf(visit.claims, email);
  await tx.people.create({
    id: userId,
    email,
    name,
    role: role ?? "member",
    verifiedBy: `identity:${identityId}`,
    passwordHash: null,
    now,
  });
  await audit(
    ports,
    tx,
    { userId },
    { action: "user.create", objectId: userId, detail: { provider: visit.provider.id, role: role ?? "member" } },
  );
  return addIdentity(ports, tx, visit, { userId, how: "new", actorId: userId, identityId });
}

interface Linking {
  readonly userId: string;
  readonly actorId: string;
  readonly how: "self" | "address" | "new";
  readonly identityId?: string;
}

async function addIdentity(
  ports: Needs,
  tx: Transaction,
  visit: Visit,
  { userId, actorId, how, identityId }: Linking,
): Promise<LinkedIdentity> {
  const { provider, subject, claims } = visit;
  const now = ports.clock.now();
  const identity = {
    id: identityId ?? ports.ids.next(),
    userId,
    providerId: provider.id,
    issuer: provider.issuer,
    subject,
    label: labelOf(claims),
    grantedRole: how === "new" ? readGranted(provider, claims).role : null,
    createdAt: now,
    lastUsedAt: now,
  };
  await tx.signIn.addIdentity(identity);
  await audit(
    ports,
    tx,
    { userId: actorId },
    { action: "identity.link", objectId: identity.id, detail: { provider: provider.id, userId, how } },
  );
  return { ...identity, addresses: [] };
}

/** What the provider says today replaces what it said before. */
async function refresh(ports: Needs, tx: Transaction, visit: Visit, identity: LinkedIdentity): Promise<void> {
  const { provider, claims } = visit;
  const now = ports.clock.now();
  const free: string[] = [];
  for (const address of visit.addresses) if (!(await isSomebodyElses(tx, [address], identity.userId))) free.push(address);
  if (JSON.stringify(free.toSorted()) !== JSON.stringify(identity.addresses.toSorted())) {
    await tx.signIn.setAddresses(identity.id, free, now);
    const detail = { provider: provider.id, userId: identity.userId, addresses: free.length, before: identity.addresses.length };
    await audit(ports, tx, { userId: identity.userId }, { action: "identity.addresses", objectId: identity.id, detail });
  }
  const granted = readGranted(provider, claims);
  await tx.signIn.setMemberships(identity.id, await tx.people.knownGroups(granted.groupIds), now);
  const grantedRole = await refreshRole(ports, tx, identity, granted.role);
  await tx.signIn.noteIdentity(identity.id, { label: labelOf(claims), grantedRole, lastUsedAt: now });
}

async function refreshRole(
  ports: Needs,
  tx: Transaction,
  identity: LinkedIdentity,
  wanted: Person["role"] | null,
): Promise<Person["role"] | null> {
  const person = await tx.people.get(identity.userId);
  if (person === null) return null;
  const next = nextRole({ role: person.role, granted: identity.grantedRole }, wanted);
  if (next.role === person.role) return next.granted;
  const now = ports.clock.now();
  // The last administrator, or the last who can come in, stays one, whatever the groups say.
  if ((await tx.people.update(person.id, { role: next.role }, now)) !== "done") return identity.grantedRole;
  if (person.role === "admin" && !(await hasWayIn(tx))) {
    await tx.people.update(person.id, { role: person.role }, now);
    return identity.grantedRole;
  }
  const detail = { role: next.role, provider: identity.providerId };
  await audit(ports, tx, { userId: person.id }, { action: "user.update", objectId: person.id, detail });
  return next.granted;
}

async function isSomebodyElses(tx: Pick<Repositories, "signIn">, addresses: readonly string[], userId: string): Promise<boolean> {
  for (const address of addresses) if ((await tx.signIn.ownersOfAddress(address)).some((owner) => owner !== userId)) return true;
  return false;
}

/** For telling accounts apart on a page; nothing is decided by it. */
function labelOf(claims: OidcClaims): string {
  const text = [claims["email"], claims["preferred_username"], claims["name"], claims.sub].find(
    (each) => typeof each === "string" && each !== "",
  );
  return String(text)
    .replaceAll(/\p{Cc}/gu, "")
    .slice(0, 254);
}
