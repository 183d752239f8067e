import type { SourceCredential } from "../ports/database/source-connections.ts";
import type { Source } from "../ports/database/sources.ts";

export type PermissionState = "chosen" | "pending" | "current" | "groups_stale" | "stale";

/** What the age of a source's permissions comes to: the same rule by which the database hides what is too old. */
export function permissionState(
  { access, aclSyncedAt, groupsSyncedAt }: Pick<Source, "access" | "aclSyncedAt" | "groupsSyncedAt">,
  { now, maxAgeMs }: { readonly now: number; readonly maxAgeMs: number },
): PermissionState {
  if (access.mode !== "source") return "chosen";
  if (aclSyncedAt === 0) return "pending";
  if (aclSyncedAt !== null && aclSyncedAt <= now - maxAgeMs) return "stale";
  return groupsSyncedAt !== null && groupsSyncedAt <= now - maxAgeMs ? "groups_stale" : "current";
}

const WARN_MS = 14 * 24 * 3_600_000;

/** Whether somebody should see to a credential. */
export function expiresSoon({ expiresAt }: Pick<SourceCredential, "expiresAt">, now: number): boolean {
  return expiresAt !== null && expiresAt - now < WARN_MS;
}
