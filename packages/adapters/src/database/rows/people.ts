import type { Generated } from "kysely";

export interface UserProfileRow {
  id: string;
  email: string;
  name: string;
  role: string;
  disabled: Generated<number>;
  verifiedAt: number | null;
  verifiedBy: string | null;
  createdAt: number;
  updatedAt: number;
}

export interface GroupRow {
  id: string;
  name: string;
  description: Generated<string>;
  createdAt: number;
}

export interface GroupMemberRow {
  groupId: string;
  userId: string;
  addedAt: number;
  /** The provider's identity that gave it; null when an administrator did. */
  identityId: string | null;
}

export interface InviteRow {
  id: string;
  email: string;
  role: string;
  groupIds: Generated<string>;
  tokenHash: string;
  createdBy: string;
  createdAt: number;
  expiresAt: number;
  acceptedAt: number | null;
}

export interface ApiKeyRow {
  id: string;
  userId: string;
  name: string;
  prefix: string;
  hash: string;
  scopes: string;
  expiresAt: number | null;
  lastUsedAt: number | null;
  createdAt: number;
  revokedAt: number | null;
}

export interface ThrottleRow {
  key: string;
  failures: number;
  windowStartedAt: number;
  lockedUntil: Generated<number>;
}
