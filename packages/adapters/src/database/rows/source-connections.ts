import type { Generated } from "kysely";

export interface SourceCredentialRow {
  sourceId: string;
  sealed: string;
  generation: Generated<number>;
  hints: Generated<string>;
  setAt: number;
  updatedAt: number;
  expiresAt: number | null;
  checkedAt: number | null;
  leaseId: string | null;
  leaseUntil: Generated<number>;
}

export interface CredentialDraftRow {
  handleHash: string;
  userId: string;
  connector: string;
  sealed: string;
  expiresAt: number;
}

export interface OauthFlowRow {
  stateHash: string;
  userId: string;
  sessionId: string;
  sealed: string;
  expiresAt: number;
}
