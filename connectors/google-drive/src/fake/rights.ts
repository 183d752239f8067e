import type { FakeFile, FakePermission, FakeRole, World } from "./world.ts";

export interface EffectivePermission extends FakePermission {
  readonly inherited: boolean;
}

const RANK: Readonly<Record<FakeRole, number>> = { reader: 1, commenter: 2, writer: 3, fileOrganizer: 4, organizer: 5, owner: 6 };

/** Everything that Google lists for a file: its own permissions and those of what it lies in. Where access is limited, inherited ones show no content. */
export function effectivePermissions(world: World, file: FakeFile): readonly EffectivePermission[] {
  const own = file.permissions.map((permission) => ({ ...permission, inherited: false }));
  const above = world.files.get(file.parentId ?? "");
  const inherited = above === undefined ? ofDrive(world, file.driveId) : effectivePermissions(world, above);
  const passedOn = inherited.map((permission) => asInherited(permission, file.isLimited));
  const merged = new Map<string, EffectivePermission>();
  for (const permission of [...passedOn, ...own]) {
    const before = merged.get(permission.id);
    if (before === undefined || strength(permission) >= strength(before)) merged.set(permission.id, permission);
  }
  return [...merged.values()];
}

function ofDrive(world: World, driveId: string | null): readonly EffectivePermission[] {
  const drive = driveId === null ? undefined : world.drives.get(driveId);
  return (drive?.members ?? []).map((permission) => ({ ...permission, inherited: true }));
}

function asInherited(permission: EffectivePermission, isLimited: boolean): EffectivePermission {
  const role = permission.role === "owner" ? "writer" : permission.role;
  const inherited = { ...permission, role, inherited: true };
  return isLimited && permission.role !== "organizer" ? { ...inherited, view: "metadata" } : inherited;
}

function strength({ role, view }: FakePermission): number {
  return view === undefined ? RANK[role] : 0;
}

/** The groups that somebody is in, through other groups too. */
export function groupsOf(world: World, email: string): ReadonlySet<string> {
  const found = new Set<string>();
  let size = -1;
  while (size !== found.size) {
    size = found.size;
    for (const group of world.groups.values()) {
      const isIn = group.members.some(
        (member) =>
          member.status === "ACTIVE" &&
          (member.type === "CUSTOMER" ? world.users.has(email) : member.type === "USER" ? member.email === email : found.has(member.email)),
      );
      if (isIn) found.add(group.email);
    }
  }
  return found;
}

export type Reach =
  /** Named, by address or group: it shows in their lists. */
  | "listed"
  /** Only by its link. */
  | "link"
  | "none";

/** How somebody gets at a file's content. */
export function reachOf(world: World, email: string, file: FakeFile): Reach {
  const groups = groupsOf(world, email);
  let reach: Reach = "none";
  for (const permission of effectivePermissions(world, file)) {
    if (!isInForce(world, permission)) continue;
    const { type, emailAddress = "", domain } = permission;
    if ((type === "user" && emailAddress === email) || (type === "group" && groups.has(emailAddress))) return "listed";
    if (type === "anyone" || (type === "domain" && email.endsWith(`@${domain ?? ""}`))) reach = "link";
  }
  return reach;
}

export function isInForce(world: World, { deleted, pendingOwner, view, expirationTime }: FakePermission): boolean {
  const hasEnded = expirationTime !== undefined && Date.parse(expirationTime) <= world.now();
  return deleted !== true && pendingOwner !== true && view === undefined && !hasEnded;
}

/** What somebody may do with a file; 0 for nothing. */
export function rankOf(world: World, email: string, file: FakeFile): number {
  const groups = groupsOf(world, email);
  const ranks = effectivePermissions(world, file).map((permission) => {
    const { type, emailAddress = "", role } = permission;
    const isTheirs = (type === "user" && emailAddress === email) || (type === "group" && groups.has(emailAddress));
    return isTheirs && isInForce(world, permission) ? RANK[role] : 0;
  });
  return Math.max(0, ...ranks);
}

export function driveRank(world: World, email: string, driveId: string): number {
  const groups = groupsOf(world, email);
  const members = world.drives.get(driveId)?.members ?? [];
  return Math.max(
    0,
    ...members.map(({ type, emailAddress = "", role }) =>
      (type === "user" && emailAddress === email) || (type === "group" && groups.has(emailAddress)) ? RANK[role] : 0,
    ),
  );
}

export const CAN_SHARE = RANK.writer;
export const CAN_MANAGE = RANK.organizer;
export const CAN_EDIT = RANK.writer;

/** Whether a file stands in somebody's own list: files of others only when they are named, or once they have opened the link. */
export function isInListOf(world: World, email: string, file: FakeFile): boolean {
  const reach = reachOf(world, email, file);
  if (reach === "link") return file.openedBy.has(email);
  if (reach === "none" || file.driveId === null) return reach === "listed";
  // What lies in a shared drive is listed with the drive, unless it is shared directly.
  return driveRank(world, email, file.driveId) === 0;
}

/** Whether a file stands in a shared drive's list, for somebody who is in the drive. */
export function isInDriveListOf(world: World, email: string, file: FakeFile): boolean {
  return reachOf(world, email, file) === "listed";
}
