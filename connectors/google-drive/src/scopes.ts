export const READ_FILES = "https://www.googleapis.com/auth/drive.readonly";
export const READ_METADATA = "https://www.googleapis.com/auth/drive.metadata.readonly";
export const READ_GROUPS = "https://www.googleapis.com/auth/admin.directory.group.readonly";
export const READ_USERS = "https://www.googleapis.com/auth/admin.directory.user.readonly";

export const DRIVE_SCOPES = [READ_FILES, READ_METADATA] as const;
export const DIRECTORY_SCOPES = [READ_GROUPS, READ_USERS] as const;

/** What the administrator of a domain must list, and nothing else: Google refuses a token for any scope that is missing there. */
export const DELEGATION_SCOPES = [...DRIVE_SCOPES, ...DIRECTORY_SCOPES] as const;
