import type { drive_v3 } from "@googleapis/drive";
import { dataOf, type Google, RESOURCE_KEYS } from "./google.ts";
import { isNotFound } from "./google-error.ts";

export type DriveFile = drive_v3.Schema$File;
export type DrivePermission = drive_v3.Schema$Permission;
export type DriveChange = drive_v3.Schema$Change;

/** The most that Google gives at once. */
const PAGE = 1000;
const PERMISSION_PAGE = 100;
const DRIVE_PAGE = 100;

const PERMISSION_FIELDS = "id,type,role,emailAddress,domain,allowFileDiscovery,deleted,expirationTime,pendingOwner,view";
const FILE_FIELDS = [
  "id,name,mimeType,parents,driveId,owners(emailAddress,displayName),ownedByMe,trashed,createdTime,modifiedTime,version",
  "md5Checksum,headRevisionId,size,webViewLink,resourceKey,shortcutDetails,hasAugmentedPermissions,inheritedPermissionsDisabled",
  `capabilities(canDownload,canReadRevisions),permissions(${PERMISSION_FIELDS})`,
].join(",");

/** Whose list is asked for: a person's, or a shared drive's. */
export interface Corpus {
  readonly account: string;
  readonly driveId?: string;
}

export interface FilePage {
  readonly files: readonly DriveFile[];
  readonly next: string | undefined;
  /** Google did not look everywhere: what is missing may exist. */
  readonly isIncomplete: boolean;
}

export async function listFiles(google: Google, { account, driveId }: Corpus, q: string, pageToken: string | undefined): Promise<FilePage> {
  const data = await dataOf(
    google.drive(account).files.list({
      q,
      pageSize: PAGE,
      spaces: "drive",
      supportsAllDrives: true,
      includeItemsFromAllDrives: true,
      fields: `nextPageToken,incompleteSearch,files(${FILE_FIELDS})`,
      ...(driveId === undefined ? { corpora: "user" } : { corpora: "drive", driveId }),
      ...(pageToken !== undefined && { pageToken }),
    }),
  );
  return { files: data.files ?? [], next: data.nextPageToken ?? undefined, isIncomplete: data.incompleteSearch === true };
}

/** Null when the account does not see it (any more). */
export async function getFile(google: Google, account: string, fileId: string, resourceKey?: string): Promise<DriveFile | null> {
  try {
    const headers = resourceKey === undefined ? {} : { headers: { [RESOURCE_KEYS]: `${fileId}/${resourceKey}` } };
    return await dataOf(google.drive(account).files.get({ fileId, supportsAllDrives: true, fields: FILE_FIELDS }, headers));
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

export async function exportLinksOf(google: Google, account: string, fileId: string): Promise<Readonly<Record<string, string>>> {
  const { exportLinks } = await dataOf(google.drive(account).files.get({ fileId, supportsAllDrives: true, fields: "exportLinks" }));
  return exportLinks ?? {};
}

export async function startToken(google: Google, { account, driveId }: Corpus): Promise<string> {
  const { startPageToken } = await dataOf(
    google.drive(account).changes.getStartPageToken({ supportsAllDrives: true, ...(driveId !== undefined && { driveId }) }),
  );
  return startPageToken ?? "";
}

export interface ChangePage {
  readonly changes: readonly DriveChange[];
  readonly next: string | undefined;
  /** Where the next run begins; on the last page only. */
  readonly newStart: string | undefined;
}

export async function listChanges(google: Google, { account, driveId }: Corpus, pageToken: string): Promise<ChangePage> {
  const data = await dataOf(
    google.drive(account).changes.list({
      pageToken,
      pageSize: PAGE,
      spaces: "drive",
      includeRemoved: true,
      supportsAllDrives: true,
      includeItemsFromAllDrives: true,
      fields: `nextPageToken,newStartPageToken,changes(changeType,fileId,driveId,removed,file(${FILE_FIELDS}))`,
      ...(driveId !== undefined && { driveId }),
    }),
  );
  return { changes: data.changes ?? [], next: data.nextPageToken ?? undefined, newStart: data.newStartPageToken ?? undefined };
}

/** Of a file, folder or shared drive. Null when the account may not see them. */
export async function listPermissions(google: Google, account: string, fileId: string): Promise<readonly DrivePermission[] | null> {
  return pages(async (pageToken) => {
    const data = await dataOf(
      google.drive(account).permissions.list({
        fileId,
        pageSize: PERMISSION_PAGE,
        supportsAllDrives: true,
        fields: `nextPageToken,permissions(${PERMISSION_FIELDS})`,
        ...(pageToken !== undefined && { pageToken }),
      }),
    );
    return { items: data.permissions ?? [], next: data.nextPageToken };
  });
}

export interface SharedDrive {
  readonly id: string;
  readonly name: string;
  /** How much the account may do in it. */
  readonly rank: number;
}

export async function listDrives(google: Google, account: string): Promise<readonly SharedDrive[]> {
  return pages(async (pageToken) => {
    const data = await dataOf(
      google.drive(account).drives.list({
        pageSize: DRIVE_PAGE,
        fields: "nextPageToken,drives(id,name,capabilities(canManageMembers,canShare,canEdit))",
        ...(pageToken !== undefined && { pageToken }),
      }),
    );
    return { items: (data.drives ?? []).flatMap(toSharedDrive), next: data.nextPageToken };
  });
}

function toSharedDrive({ id, name, capabilities }: drive_v3.Schema$Drive): SharedDrive[] {
  if (typeof id !== "string") return [];
  const rank = [capabilities?.canManageMembers, capabilities?.canShare, capabilities?.canEdit].filter((can) => can === true).length;
  return [{ id, name: name ?? id, rank }];
}

/** Everything that a paged list gives, however many empty pages come before its end. */
export async function pages<T>(
  ask: (pageToken: string | undefined) => Promise<{ readonly items: readonly T[]; readonly next: string | null | undefined }>,
): Promise<readonly T[]> {
  const all: T[] = [];
  let next: string | undefined;
  do {
    const page = await ask(next);
    for (const item of page.items) all.push(item);
    next = page.next ?? undefined;
  } while (next !== undefined && next !== "");
  return all;
}

/** As a literal of Google's query language. */
export function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
