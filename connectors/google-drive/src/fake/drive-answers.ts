import { createHash } from "node:crypto";
import { CAN_EDIT, CAN_MANAGE, CAN_SHARE, driveRank, effectivePermissions, rankOf } from "./rights.ts";
import { type FakeContent, type FakeFile, type FakePermission, FOLDER, isTrashed, SHORTCUT, type World } from "./world.ts";

/** A file as Google shows it to somebody. */
export function fileAnswer(world: World, email: string, file: FakeFile): Record<string, unknown> {
  const rank = rankOf(world, email, file);
  const { content, driveId, owner } = file;
  const trashed = isTrashed(world, file);
  const isVisible = file.parentId !== null && (world.drives.has(file.parentId) || seesFolder(world, email, file.parentId));
  return {
    kind: "drive#file",
    id: file.id,
    name: file.name,
    mimeType: file.mimeType,
    ...(isVisible && { parents: [file.parentId] }),
    trashed,
    explicitlyTrashed: file.isTrashed,
    createdTime: new Date(file.createdTime).toISOString(),
    modifiedTime: new Date(file.modifiedTime).toISOString(),
    version: String(file.version),
    webViewLink: webLink(file),
    capabilities: { canDownload: file.canDownload, canReadRevisions: rank >= CAN_EDIT, canShare: rank >= CAN_SHARE },
    inheritedPermissionsDisabled: file.isLimited,
    ...(file.resourceKey !== undefined && { resourceKey: file.resourceKey }),
    ...(file.shortcut !== undefined && { shortcutDetails: file.shortcut }),
    ...(driveId === null
      ? ownership(world, email, file, owner ?? "", rank)
      : { driveId, hasAugmentedPermissions: file.permissions.length > 0 }),
    ...contentFacts(file, content),
  };
}

function ownership(world: World, email: string, file: FakeFile, owner: string, rank: number): Record<string, unknown> {
  return {
    ownedByMe: owner === email,
    owners: [{ kind: "drive#user", emailAddress: owner, displayName: world.users.get(owner)?.name ?? owner, me: owner === email }],
    ...(rank >= CAN_SHARE && { permissions: effectivePermissions(world, file).map(permissionAnswer) }),
  };
}

function seesFolder(world: World, email: string, folderId: string): boolean {
  const folder = world.files.get(folderId);
  return folder !== undefined && rankOf(world, email, folder) > 0;
}

function contentFacts(file: FakeFile, content: FakeContent): Record<string, unknown> {
  if (file.mimeType === FOLDER || file.mimeType === SHORTCUT) return {};
  if (content.kind === "bytes") {
    const md5Checksum = createHash("md5").update(content.bytes).digest("hex");
    return { size: String(content.bytes.length), md5Checksum, headRevisionId: `rev-${file.id}-${file.revision}` };
  }
  if (content.kind === "huge")
    return { size: String(content.told ?? content.sizeBytes), headRevisionId: `rev-${file.id}-${file.revision}` };
  return { size: "1024" };
}

const EDITORS: Readonly<Record<string, string>> = { document: "document", spreadsheet: "spreadsheets", presentation: "presentation" };

function webLink({ id, mimeType }: FakeFile): string {
  const editor = EDITORS[mimeType.replace("application/vnd.google-apps.", "")];
  if (editor !== undefined) return `https://docs.google.com/${editor}/d/${id}/edit?usp=drivesdk`;
  return mimeType === FOLDER ? `https://drive.google.com/drive/folders/${id}` : `https://drive.google.com/file/d/${id}/view?usp=drivesdk`;
}

export function permissionAnswer(permission: FakePermission & { readonly inherited?: boolean }): Record<string, unknown> {
  const { inherited, ...rest } = permission;
  return {
    kind: "drive#permission",
    ...rest,
    permissionDetails: [{ permissionType: "file", role: permission.role, inherited: inherited === true }],
  };
}

export function driveAnswer(world: World, email: string, driveId: string, name: string): Record<string, unknown> {
  const rank = driveRank(world, email, driveId);
  return {
    kind: "drive#drive",
    id: driveId,
    name,
    capabilities: { canManageMembers: rank >= CAN_MANAGE, canShare: rank >= CAN_SHARE, canEdit: rank >= CAN_EDIT },
  };
}

/** The top of a shared drive, which is a folder with the id of the drive. */
export function driveTopAnswer(driveId: string, name: string): Record<string, unknown> {
  return { kind: "drive#file", id: driveId, name, mimeType: FOLDER, driveId, trashed: false, version: "1" };
}
