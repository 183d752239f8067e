import type { Generated } from "kysely";

export interface AclRow {
  id: Generated<number>;
  hash: string | null;
  containerId: string | null;
  sourceId: string | null;
}

export interface AclEntryRow {
  aclId: number;
  principal: string;
}

export interface SourceRow {
  id: string;
  connector: string;
  name: string;
  settings: string;
  access: string;
  schedule: string | null;
  state: string;
  stateReason: string | null;
  rootAclId: number;
  checkpoint: string | null;
  checkpointVersion: Generated<number>;
  absence: string | null;
  aclSyncedAt: number | null;
  groupsSyncedAt: number | null;
  inventory: string | null;
  inventoriedAt: number | null;
  hookSealed: string | null;
  createdBy: string;
  createdAt: number;
  updatedAt: number;
}

/** Without a source it is a model provider's. */
export interface CredentialRow {
  id: string;
  sourceId: string | null;
  host: string;
  sealed: string;
  updatedAt: number;
  name: Generated<string>;
  lastFour: Generated<string>;
  createdAt: Generated<number>;
}

export interface ContainerRow {
  id: string;
  sourceId: string;
  externalId: string;
  parentId: string | null;
  title: string;
  url: string | null;
  path: string | null;
  aclId: number;
  ownAcl: Generated<number>;
  sourceAcl: string;
  seenRunId: string | null;
}

export interface SourceMembershipRow {
  sourceId: string;
  groupId: string;
  member: string;
}

export interface SourceGroupRow {
  sourceId: string;
  groupId: string;
  title: string;
}

export interface SyncRunRow {
  id: string;
  sourceId: string;
  state: string;
  trigger: string;
  requestedBy: string | null;
  jobId: string | null;
  seen: Generated<number>;
  indexed: Generated<number>;
  unchanged: Generated<number>;
  moved: Generated<number>;
  skipped: Generated<number>;
  failed: Generated<number>;
  deleted: Generated<number>;
  progress: string | null;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  errorCode: string | null;
  errorMessage: string | null;
}

export interface SyncItemRow {
  sourceId: string;
  externalId: string;
  documentId: string | null;
  containerExternalId: string | null;
  parentExternalId: Generated<string | null>;
  state: string;
  reasonCode: string | null;
  reason: string | null;
  title: string | null;
  url: string | null;
  attempts: Generated<number>;
  retryAt: number | null;
  ignored: Generated<number>;
  seenRunId: string | null;
  updatedAt: number;
}

export interface UploadPlaceRow {
  documentId: string;
  sourceId: string;
  userId: string;
  path: string;
  pathHash: string;
  blobId: string;
}
