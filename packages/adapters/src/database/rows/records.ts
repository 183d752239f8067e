import type { Generated } from "kysely";

export interface SettingRow {
  key: string;
  value: string;
  updatedAt: number;
  updatedBy: string | null;
}

export interface AuditEventRow {
  id: string;
  at: number;
  actorId: string | null;
  action: string;
  objectType: string;
  objectId: string | null;
  detail: Generated<string>;
  requestId: string | null;
}

export interface IdempotencyRow {
  userId: string;
  key: string;
  requestHash: string;
  status: number | null;
  body: string | null;
  createdAt: number;
}

/** `userId` is null when it has ended: what stays names nobody. */
export interface ErasureRow {
  id: string;
  userId: string | null;
  heirId: string;
  counts: Generated<string>;
  total: number;
  createdAt: number;
  finishedAt: number | null;
}
