import type { Acl } from "@smartypants/sdk";
import { aclOf, isSameAllow, type Readers } from "./access.ts";
import type { DriveFile } from "./drive-calls.ts";
import { type Forest, SHARED } from "./forest.ts";
import { contentKey } from "./formats.ts";
import { homeOf, isDriveLeftOut, type Session } from "./plan.ts";
import { addsNothing, ownReaders, type Seen } from "./readers.ts";
import { shortHash } from "./scope.ts";
import { linkOf, titleOf } from "./titles.ts";

/** A file with its place, its readers and the key that tells whether any of that has changed. */
export interface Placed {
  readonly id: string;
  readonly file: DriveFile;
  /** In whose name its content is asked for. */
  readonly account: string;
  readonly title: string;
  readonly url: string;
  readonly path: string;
  readonly containerId: string;
  readonly acl: Acl;
  /** `<content>|<place and readers>|<home>`. */
  readonly changeKey: string;
  readonly endsAt?: number;
}

/** Null for a file that is not wanted. */
export async function placeFile(session: Session, forest: Forest, seen: Seen): Promise<Placed | null> {
  const { file, account } = seen;
  const { id } = file;
  if (typeof id !== "string" || id === "" || isDriveLeftOut(session, file)) return null;
  const own = await forest.parentOf(file, seen.placedBy ?? account);
  const isWanted = await forest.isWanted(own);
  const home = homeOf(session, file);
  // Wanted by itself and in somebody's list: then its shortcuts add nothing.
  const via = isWanted && home !== null ? undefined : seen.via;
  if (!isWanted && via === undefined) return null;
  // Otherwise it is shown where its shortcut lies, with readers of its own.
  const folder = via === undefined ? own : await forest.find(via.folderId, account);
  const title = titleOf(file.name);
  const above = await forest.pathOf(folder);
  const path = `${above === "" ? "" : `${above}/`}${title.replaceAll("/", "\u2215")}`;
  if (session.scope.isLeftOut(path)) return null;
  const { acl, endsAt } = await accessOf(session, seen, via === undefined ? ((await folder?.readers) ?? null) : null);
  const place = { title, url: linkOf(file), path, containerId: folder?.id ?? SHARED, acl };
  return {
    id,
    file,
    account: home?.corpus.account ?? account,
    ...place,
    changeKey: `${contentKey(file)}|${shortHash(place)}|${via === undefined ? (home?.key ?? OUTSIDE) : `${VIA}${via.id}`}`,
    ...(endsAt !== undefined && { endsAt }),
  };
}

/** At home with nobody of the source. */
export const OUTSIDE = "outside";
/** Wanted because of a shortcut, whose id follows. */
export const VIA = "via:";

async function accessOf(session: Session, seen: Seen, folder: Readers | null): Promise<{ readonly acl: Acl; readonly endsAt?: number }> {
  const { file } = seen;
  if (folder !== null && addsNothing(file)) return { acl: { mode: "inherit" } };
  const own = await ownReaders(session, seen);
  const cut = file.inheritedPermissionsDisabled === true;
  const inherits = folder !== null && !cut && homeOf(session, file) !== null && isSameAllow(own.allow, folder.allow);
  return { acl: inherits ? { mode: "inherit" } : aclOf(own.allow), ...(own.endsAt !== undefined && { endsAt: own.endsAt }) };
}

/** The parts of a stored change key. */
export function readKey(changeKey: string): { readonly content: string; readonly home: string } {
  const parts = changeKey.split("|");
  return { content: parts[0] ?? "", home: parts[2] ?? OUTSIDE };
}
