import { ROLES, type Role } from "../../access/actor.ts";
import type { GroupMapping, SignInProvider } from "../../ports/database/sign-in.ts";
import type { OidcClaims } from "../../ports/oidc.ts";
import { textsOf } from "./proven-addresses.ts";

/** What the groups at the provider give here. */
export interface Granted {
  readonly groupIds: readonly string[];
  /** The highest that any of them gives. */
  readonly role: Role | null;
}

/** A claim that is missing gives nothing: what is not said is not so. */
export function readGranted({ groupsClaim, mappings }: Pick<SignInProvider, "groupsClaim" | "mappings">, claims: OidcClaims): Granted {
  const values = new Set(groupsClaim === null ? [] : textsOf(readClaim(claims, groupsClaim)));
  const matched = mappings.filter((mapping) => values.has(mapping.value));
  return { groupIds: [...new Set(matched.flatMap(({ groupId }) => groupId ?? []))], role: highest(matched) };
}

function highest(mappings: readonly GroupMapping[]): Role | null {
  return ROLES.find((role) => mappings.some((mapping) => mapping.role === role)) ?? null;
}

/** A claim of exactly this name, else the path through objects: `realm_access.roles`. */
function readClaim(claims: OidcClaims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const part of name.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  return value;
}

export interface RoleState {
  readonly role: Role;
  /** What the provider gave the last time. */
  readonly granted: Role | null;
}

/**
 * The role after a sign-in. What an administrator gave by hand is never lowered, only raised; what groups gave goes with them, down to a
 * member's role and never up to it.
 */
export function nextRole({ role, granted }: RoleState, wanted: Role | null): RoleState {
  const isManaged = granted !== null && granted === role;
  if (wanted !== null && (isManaged || rank(wanted) > rank(role))) return { role: wanted, granted: wanted };
  if (!isManaged) return { role, granted: null };
  return { role: rank(role) > rank("member") ? "member" : role, granted: null };
}

function rank(role: Role): number {
  return -ROLES.indexOf(role);
}
