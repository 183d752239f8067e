import type { Generated } from "kysely";

/** Row types, camelCase; the plugin maps to snake_case columns. Kept beside migrations/: a change there is a change here. */
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
  createdBy: string;
  createdAt: number;
  updatedAt: number;
}

export interface CredentialRow {
  id: string;
  sourceId: string | null;
  host: string;
  sealed: string;
  updatedAt: number;
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

export interface DocumentRow {
  id: string;
  sourceId: string;
  containerId: string | null;
  externalId: string;
  title: string;
  url: string;
  path: string | null;
  mimeType: string;
  kind: string;
  language: string;
  authors: Generated<string>;
  createdAt: number | null;
  updatedAt: number;
  metadata: Generated<string>;
  changeKey: string;
  textHash: string;
  version: number;
  indexedVersion: number | null;
  pipelineVersion: string;
  aclId: number;
  aclInherits: number;
  sourceAcl: string;
  blobId: string | null;
  sizeBytes: Generated<number>;
  notes: string | null;
  firstSeenAt: number;
  syncedAt: number;
}

export interface DocumentTextRow {
  documentId: string;
  version: number;
  part: number;
  startOffset: number;
  text: string;
  supersededAt: number | null;
}

export interface ChunkRow {
  id: Generated<number>;
  documentId: string;
  version: number;
  ordinal: number;
  startOffset: number;
  endOffset: number;
  kind: string;
  headingPath: string;
  anchor: string | null;
  header: string | null;
  hash: string;
}

export interface IndexChangeRow {
  documentId: string;
  generation: number;
  claimedUntil: Generated<number>;
  createdAt: number;
}

export interface EmbeddingRow {
  id: Generated<number>;
  model: string;
  hash: string;
  vector: Uint8Array;
}

export interface ModelRow {
  id: string;
  kind: string;
  provider: string;
  dimensions: number | null;
  fusionWeight: string | null;
  settings: Generated<string>;
  active: Generated<number>;
  createdAt: number;
}

export interface EpochRow {
  name: string;
  value: number;
}

export interface JobRow {
  id: Generated<number>;
  task: string;
  payload: string;
  key: string | null;
  queue: string | null;
  state: string;
  priority: number;
  runAt: number;
  attempts: Generated<number>;
  maxAttempts: number;
  crashes: Generated<number>;
  owner: string | null;
  token: Generated<number>;
  leaseUntil: number | null;
  cancel: Generated<number>;
  lastError: string | null;
  createdAt: number;
  finishedAt: number | null;
}

export interface JobCronRow {
  name: string;
  lastAt: number;
}

export interface ConversationRow {
  id: string;
  userId: string;
  title: string;
  createdAt: number;
  updatedAt: number;
}

export interface MessageRow {
  id: string;
  conversationId: string;
  parentId: string | null;
  role: string;
  content: string;
  runId: string | null;
  createdAt: number;
}

export interface RunRow {
  id: string;
  userId: string;
  conversationId: string | null;
  question: string;
  filters: Generated<string>;
  state: string;
  mode: string | null;
  answer: string | null;
  nearest: string | null;
  owner: string | null;
  leaseUntil: number | null;
  cancel: Generated<number>;
  restarts: Generated<number>;
  removedCitations: Generated<number>;
  errorCode: string | null;
  errorMessage: string | null;
  createdAt: number;
  finishedAt: number | null;
}

export interface RunEventRow {
  runId: string;
  sequence: number;
  type: string;
  data: string;
  createdAt: number;
}

export interface CitationRow {
  runId: string;
  marker: number;
  documentId: string;
  version: number;
  chunkId: number | null;
  startOffset: number;
  endOffset: number;
}

export interface FeedbackRow {
  id: string;
  runId: string;
  userId: string;
  rating: number;
  reason: string | null;
  comment: string | null;
  createdAt: number;
}

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

export interface UsageEventRow {
  id: string;
  at: number;
  userId: string | null;
  kind: string;
  detail: Generated<string>;
}

export interface IdempotencyRow {
  userId: string;
  key: string;
  requestHash: string;
  status: number | null;
  body: string | null;
  createdAt: number;
}

export interface Schema {
  userProfile: UserProfileRow;
  group: GroupRow;
  groupMember: GroupMemberRow;
  invite: InviteRow;
  apiKey: ApiKeyRow;
  throttle: ThrottleRow;
  acl: AclRow;
  aclEntry: AclEntryRow;
  source: SourceRow;
  credential: CredentialRow;
  container: ContainerRow;
  sourceMembership: SourceMembershipRow;
  syncRun: SyncRunRow;
  syncItem: SyncItemRow;
  document: DocumentRow;
  documentText: DocumentTextRow;
  chunk: ChunkRow;
  indexChange: IndexChangeRow;
  embedding: EmbeddingRow;
  model: ModelRow;
  epoch: EpochRow;
  job: JobRow;
  jobCron: JobCronRow;
  conversation: ConversationRow;
  message: MessageRow;
  run: RunRow;
  runEvent: RunEventRow;
  citation: CitationRow;
  feedback: FeedbackRow;
  setting: SettingRow;
  auditEvent: AuditEventRow;
  usageEvent: UsageEventRow;
  idempotency: IdempotencyRow;
}
