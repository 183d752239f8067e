import { type Acl, isPrincipal, type Principal } from "@smartypants/sdk";
import type { DrivePermission } from "./drive-calls.ts";

/** Who may read something, as far as Google says: sorted, each once. */
export interface Readers {
  readonly allow: readonly Principal[];
  /** When the first of these permissions ends by itself, in milliseconds since 1970. */
  readonly endsAt?: number;
}

/**
 * The people, groups and domains that a permission list lets read the content. What is only reachable by a link grants nothing here: nobody
 * should find in a search what they could not find in Drive. Nor do permissions that have ended, of deleted accounts, of owners who have not
 * accepted yet, or that show no content.
 */
export function readersOf(permissions: readonly DrivePermission[], now: number): Readers {
  const allow = new Set<Principal>();
  let endsAt = Number.POSITIVE_INFINITY;
  for (const permission of permissions) {
    const principal = principalOf(permission);
    if (principal === null || grantsNothing(permission)) continue;
    const end = timeOf(permission.expirationTime);
    if (end !== null && end <= now) continue;
    allow.add(principal);
    if (end !== null) endsAt = Math.min(endsAt, end);
  }
  return { allow: [...allow].toSorted(), ...(Number.isFinite(endsAt) && { endsAt }) };
}

function grantsNothing({ deleted, pendingOwner, view }: DrivePermission): boolean {
  return deleted === true || pendingOwner === true || (typeof view === "string" && view !== "");
}

function principalOf({ type, emailAddress, domain, allowFileDiscovery }: DrivePermission): Principal | null {
  if (type === "anyone") return allowFileDiscovery === true ? "everyone" : null;
  if (type === "domain") return allowFileDiscovery === true ? wellFormed(`domain:${domain?.toLowerCase() ?? ""}`) : null;
  if (type === "user") return wellFormed(`user:${emailAddress?.toLowerCase() ?? ""}`);
  return type === "group" ? groupPrincipal(emailAddress) : null;
}

export function groupPrincipal(email: string | null | undefined): Principal | null {
  return email === undefined || email === null || email === "" ? null : wellFormed(`group:${email.toLowerCase()}`);
}

export function userPrincipal(email: string | null | undefined): Principal | null {
  return email === undefined || email === null || email === "" ? null : wellFormed(`user:${email.toLowerCase()}`);
}

function wellFormed(principal: Principal): Principal | null {
  return isPrincipal(principal) ? principal : null;
}

export function aclOf(allow: readonly Principal[]): Acl {
  return allow.includes("everyone") ? { mode: "everyone" } : { mode: "restricted", allow };
}

export function isSameAllow(one: readonly Principal[], other: readonly Principal[]): boolean {
  return one.length === other.length && one.every((principal, at) => principal === other[at]);
}

/** Milliseconds since 1970; null when there is none. */
export function timeOf(text: string | null | undefined): number | null {
  const time = Date.parse(text ?? "");
  return Number.isFinite(time) ? time : null;
}
