import type {
  AttachmentRow,
  CitationRow,
  ConversationRow,
  FeedbackRow,
  MessageRow,
  RunEventRow,
  RunRow,
  SavedSearchRow,
} from "./rows/answers.ts";
import type {
  AssistantRow,
  AssistantVersionRow,
  CollectionRow,
  EvaluationResultRow,
  EvaluationRow,
  PromptRow,
  PromptVersionRow,
  TestQuestionRow,
  TestSetRow,
} from "./rows/assistants.ts";
import type { ChunkRow, DocumentRow, DocumentTextRow, EmbeddingRow, EpochRow, IndexChangeRow } from "./rows/documents.ts";
import type { JobCronRow, JobRow } from "./rows/jobs.ts";
import type { LogEntryRow } from "./rows/logs.ts";
import type { ModelRow, UsageEventRow } from "./rows/models.ts";
import type { ApiKeyRow, GroupMemberRow, GroupRow, InviteRow, ThrottleRow, UserProfileRow } from "./rows/people.ts";
import type { AuditEventRow, ErasureRow, IdempotencyRow, SettingRow } from "./rows/records.ts";
import type {
  AclEntryRow,
  AclRow,
  ContainerRow,
  CredentialRow,
  SourceGroupRow,
  SourceMembershipRow,
  SourceRow,
  SyncItemRow,
  SyncRunRow,
  UploadPlaceRow,
} from "./rows/sources.ts";

import type { LinkedIdentityRow, SignInJourneyRow, SignInProviderRow, VerifiedAddressRow } from "./rows/sign-in.ts";
import type { CredentialDraftRow, OauthFlowRow, SourceCredentialRow } from "./rows/source-connections.ts";
import type { QuestionSignalRow, UnansweredQuestionRow } from "./rows/unanswered.ts";
import type { WebhookDeliveryRow, WebhookRow } from "./rows/webhooks.ts";

export type * from "./rows/webhooks.ts";
export type * from "./rows/answers.ts";
export type * from "./rows/assistants.ts";
export type * from "./rows/documents.ts";
export type * from "./rows/jobs.ts";
export type * from "./rows/logs.ts";
export type * from "./rows/models.ts";
export type * from "./rows/people.ts";
export type * from "./rows/records.ts";
export type * from "./rows/sign-in.ts";
export type * from "./rows/source-connections.ts";
export type * from "./rows/sources.ts";
export type * from "./rows/unanswered.ts";

/** Rows in camelCase; the plugin maps to snake_case columns. Kept beside migrations/: a change there is a change in rows/. */
export interface Schema {
  questionSignal: QuestionSignalRow;
  unansweredQuestion: UnansweredQuestionRow;
  userProfile: UserProfileRow;
  group: GroupRow;
  groupMember: GroupMemberRow;
  invite: InviteRow;
  apiKey: ApiKeyRow;
  throttle: ThrottleRow;
  signInProvider: SignInProviderRow;
  linkedIdentity: LinkedIdentityRow;
  verifiedAddress: VerifiedAddressRow;
  signInJourney: SignInJourneyRow;
  acl: AclRow;
  aclEntry: AclEntryRow;
  source: SourceRow;
  credential: CredentialRow;
  sourceCredential: SourceCredentialRow;
  credentialDraft: CredentialDraftRow;
  oauthFlow: OauthFlowRow;
  container: ContainerRow;
  sourceGroup: SourceGroupRow;
  sourceMembership: SourceMembershipRow;
  syncRun: SyncRunRow;
  syncItem: SyncItemRow;
  uploadPlace: UploadPlaceRow;
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
  attachment: AttachmentRow;
  savedSearch: SavedSearchRow;
  message: MessageRow;
  run: RunRow;
  runEvent: RunEventRow;
  citation: CitationRow;
  feedback: FeedbackRow;
  collection: CollectionRow;
  assistant: AssistantRow;
  assistantVersion: AssistantVersionRow;
  prompt: PromptRow;
  promptVersion: PromptVersionRow;
  testSet: TestSetRow;
  testQuestion: TestQuestionRow;
  evaluation: EvaluationRow;
  evaluationResult: EvaluationResultRow;
  setting: SettingRow;
  auditEvent: AuditEventRow;
  erasure: ErasureRow;
  usageEvent: UsageEventRow;
  idempotency: IdempotencyRow;
  logEntry: LogEntryRow;
  webhook: WebhookRow;
  webhookDelivery: WebhookDeliveryRow;
}
