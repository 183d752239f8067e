import type { Principal } from "@smartypants/sdk";
import { readersOf, type Readers, userPrincipal } from "./access.ts";
import { type DriveFile, type DrivePermission, getFile, listPermissions } from "./drive-calls.ts";
import { GoogleError, isNotFound } from "./google-error.ts";
import { homeOf, type Session } from "./plan.ts";

/** A file or folder, and through whom it was seen. */
export interface Seen {
  readonly file: DriveFile;
  /** In whose name it can be asked for. */
  readonly account: string;
  /** In whose name the folder above it can be asked for, where that is somebody else: an owner need not see where a file lies. */
  readonly placedBy?: string;
  /** Addresses of all who see it, where its own permissions cannot be known. */
  readonly seers: readonly string[];
  /** The shortcut that leads to it, where it would not be wanted otherwise. */
  readonly via?: { readonly id: string; readonly folderId: string };
}

/** Whether it is read by whoever may read the folder above it, and by nobody else. */
export function addsNothing({ hasAugmentedPermissions, inheritedPermissionsDisabled }: DriveFile): boolean {
  return hasAugmentedPermissions === false && inheritedPermissionsDisabled !== true;
}

/**
 * Who may read a file or folder by its own list. Where nobody of the source may see that list, those through whom the file was found: they can
 * open it, and nobody else is known to.
 */
export async function ownReaders(session: Session, seen: Seen): Promise<Readers> {
  const permissions = await permissionsOf(session, seen);
  return permissions === null ? { allow: seersOf(seen.seers) } : readersOf(permissions, session.now);
}

function seersOf(emails: readonly string[]): readonly Principal[] {
  return emails.flatMap((email) => userPrincipal(email) ?? []).toSorted();
}

async function permissionsOf(session: Session, { file, account }: Seen): Promise<readonly DrivePermission[] | null> {
  if (Array.isArray(file.permissions) && file.permissions.length > 0) return file.permissions;
  const home = homeOf(session, file);
  const asker = home?.corpus.account ?? account;
  if (typeof file.driveId === "string") return permissionsOrNull(() => listPermissions(session.google, asker, file.id ?? ""));
  // Only who may share a file sees with whom it is shared: its owner always does.
  if (home === null || asker === account) return null;
  const own = await permissionsOrNull(() => getFile(session.google, asker, file.id ?? ""));
  return own?.permissions ?? null;
}

async function permissionsOrNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    const isRefused = error instanceof GoogleError && error.status === 403 && /permission/i.test(error.reason);
    if (isRefused || isNotFound(error)) return null;
    throw error;
  }
}
