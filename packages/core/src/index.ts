export { type Actor, hasRole, inConversation, requireRole, type Role, ROLES, type Scope, SCOPES } from "./access/actor.ts";
export { permit, type Permitted } from "./access/permitted.ts";
export { type SessionActor, actorForSession, actorForUser, toActor } from "./people/actor-for-session.ts";
export { actorForKey } from "./people/actor-for-key.ts";
export { addGroupMembers } from "./people/add-group-members.ts";
export { audit } from "./people/audit.ts";
export { confirmPerson, needsPassword } from "./people/confirm-person.ts";
export { changePassword } from "./people/change-password.ts";
export { acceptSetupToken, completeSetup, isSetupNeeded, isSetupToken } from "./people/complete-setup.ts";
export { passedSteps, passStep, SKIPPABLE_STEPS } from "./people/setup-progress.ts";
export { countPersonalData, type PersonalData } from "./people/count-personal-data.ts";
export { createApiKey } from "./people/create-api-key.ts";
export { createFirstAdmin, SETUP_TOKEN_SETTING } from "./people/create-first-admin.ts";
export { createGroup } from "./people/create-group.ts";
export { createInvite } from "./people/create-invite.ts";
export { createLocalOwner } from "./people/create-local-owner.ts";
export { createPasswordLink, type LinkToken } from "./people/create-password-link.ts";
export { createUser } from "./people/create-user.ts";
export { deleteGroup } from "./people/delete-group.ts";
export { findPrincipals } from "./people/find-principals.ts";
export { ERASE_TASK, requestErasure } from "./people/request-erasure.ts";
export { erasePerson } from "./people/erase-person.ts";
export type { ExportFile } from "./people/export/export-file.ts";
export { exportPerson } from "./people/export/export-person.ts";
export { readErasure } from "./people/read-erasure.ts";
export { readRetention, RETENTION_BOUNDS, type RetentionPolicy, setRetention } from "./retention/policy.ts";
export { previewRetention } from "./retention/preview-retention.ts";
export { requestRetentionSweep } from "./retention/request-sweep.ts";
export type { RetentionCounts } from "./retention/retention-counts.ts";
export { lastRetentionRun, RETENTION_TASK, type RetentionRun, sweepRetention } from "./retention/sweep-retention.ts";
export { getGroup } from "./people/get-group.ts";
export { getMe, type Me } from "./people/get-me.ts";
export { getUser } from "./people/get-user.ts";
export { listApiKeys } from "./people/list-api-keys.ts";
export { listGroupMembers } from "./people/list-group-members.ts";
export { listGroups } from "./people/list-groups.ts";
export { listInvites } from "./people/list-invites.ts";
export { listSessions } from "./people/list-sessions.ts";
export { listUsers } from "./people/list-users.ts";
export { type Page, type PageRequest, readPage } from "./people/page.ts";
export { inspectLink, redeemInvite } from "./people/redeem-invite.ts";
export { finishJourney, type JourneyEnd } from "./people/providers/finish-journey.ts";
export { listLinkedAccounts, unlinkAccount } from "./people/providers/linked-accounts.ts";
export { acceptsPasswords, setPasswordSignIn } from "./people/providers/passwords.ts";
export { getProvider, listProviders, listSignInMethods } from "./people/providers/provider-view.ts";
export { createProvider, deleteProvider, updateProvider } from "./people/providers/save-provider.ts";
export { JOURNEY_MS, startLinking, startProviderSignIn, type StartedJourney } from "./people/providers/start-journey.ts";
export { testProvider } from "./people/providers/test-provider.ts";
export { removeGroupMember } from "./people/remove-group-member.ts";
export { renameMe } from "./people/rename-me.ts";
export { resetPassword } from "./people/reset-password.ts";
export { revokeApiKey } from "./people/revoke-api-key.ts";
export { revokeInvite } from "./people/revoke-invite.ts";
export { revokeSession, revokeSessions } from "./people/revoke-sessions.ts";
export { type Caller, signIn } from "./people/sign-in.ts";
export { hashToken, randomToken } from "./people/tokens.ts";
export { updateGroup } from "./people/update-group.ts";
export { updateUser } from "./people/update-user.ts";
export type {
  ActorScope,
  Chunk,
  DocumentDetail,
  DocumentFilter,
  DocumentScope,
  DocumentSummary,
  DocumentVersion,
  LedgerFilter,
  LedgerPage,
  LedgerReason,
  Passage,
  ReadableAcls,
  ReadableFolder,
} from "./ports/database/actor-scope.ts";
export { type BudgetLimit, type Budgets, getBudgets, setBudgets } from "./models/budgets.ts";
export { createChatModels } from "./models/chat-models.ts";
export { createCredential, deleteCredential, listCredentials, updateCredential } from "./models/credentials.ts";
export { discoverModels, findLocalOllama } from "./models/discover-models.ts";
export { listEnvironment } from "./models/environment-keys.ts";
export { getModel, listModels } from "./models/list-models.ts";
export { PROVIDERS } from "./models/provider-address.ts";
export { readUsage } from "./models/read-usage.ts";
export { type Model, modelConnection } from "./models/registry.ts";
export { createModel, deleteModel, setDefaultModel, updateModel } from "./models/save-model.ts";
export { testModel, tryModel } from "./models/test-model.ts";
export type * from "./ports/database/answers.ts";
export type * from "./ports/database/assistants.ts";
export type * from "./ports/database/evaluation.ts";
export type * from "./ports/database/prompts.ts";
export type * from "./ports/database/conversations.ts";
export type { Database, Repositories, Transaction } from "./ports/database/database.ts";
export type * from "./ports/database/doctor.ts";
export type * from "./ports/database/documents.ts";
export type * from "./ports/database/logs.ts";
export { exportLogs, readLogFacts, readLogs } from "./operations/read-logs.ts";
export { changeSettings, readSettings } from "./settings/change-settings.ts";
export { defaultSchedule } from "./settings/default-schedule.ts";
export { SETTING_GROUPS, valueOfText } from "./settings/define-setting.ts";
export { SETTING_KEYS, settingOf, type SettingValues } from "./settings/registry.ts";
export {
  createRuntimeSettings,
  FEATURE_KEYS,
  type FeatureKey,
  hasFeature,
  requireFeature,
  type RuntimeSettings,
} from "./settings/runtime-settings.ts";
export type * from "./ports/database/models.ts";
export type * from "./ports/database/people.ts";
export { ERASED } from "./ports/database/personal-data.ts";
export type * from "./ports/database/personal-data.ts";
export type * from "./ports/database/records.ts";
export { AGEING } from "./ports/database/retention.ts";
export type * from "./ports/database/retention.ts";
export { PROVIDER_PRESETS } from "./ports/database/sign-in.ts";
export type * from "./ports/database/sign-in.ts";
export type * from "./ports/database/sources.ts";
export type * from "./ports/database/source-connections.ts";
export type * from "./ports/database/source-groups.ts";
export type * from "./ports/database/unanswered.ts";
export type * from "./ports/extractor.ts";
export type * from "./ports/identity.ts";
export type * from "./ports/indexes.ts";
export type * from "./ports/jobs.ts";
export type * from "./ports/models.ts";
export type * from "./ports/oidc.ts";
export type { IngestPorts, Ports } from "./ports/ports.ts";
export type * from "./ports/semantic.ts";
export type * from "./ports/system.ts";
export type * from "./ports/database/upload-places.ts";
export type * from "./ports/database/webhooks.ts";
export type * from "./ports/webhook-sender.ts";
export type * from "./ports/connector-http.ts";
export { collectEvents, DELIVER_TASK } from "./webhooks/collect-events.ts";
export { deliverWebhook } from "./webhooks/deliver-webhook.ts";
export { createWebhook, deleteWebhook, updateWebhook } from "./webhooks/save-webhook.ts";
export { testWebhook } from "./webhooks/test-webhook.ts";
export { WEBHOOK_EVENTS } from "./webhooks/webhook-events.ts";
export { webhookById } from "./webhooks/webhook-input.ts";
export { setupOfTrial } from "./assistants/answer-setup.ts";
export { mayManage } from "./assistants/audience.ts";
export {
  type AssistantEdit,
  type AssistantView,
  createAssistant,
  deleteAssistant,
  getAssistant,
  listAssistants,
  listAssistantVersions,
  rollBackAssistant,
  updateAssistant,
} from "./assistants/manage-assistants.ts";
export { previewAnswer } from "./assistants/preview-answer.ts";
export {
  type CollectionView,
  countCollection,
  createCollection,
  deleteCollection,
  getCollection,
  listCollections,
  updateCollection,
} from "./collections/manage-collections.ts";
export {
  createPrompt,
  deletePrompt,
  getPrompt,
  listPrompts,
  listPromptVersions,
  previewPrompt,
  type PromptView,
  rollBackPrompt,
  updatePrompt,
} from "./prompts/manage-prompts.ts";
export {
  createTestSet,
  deleteTestSet,
  exportTestQuestions,
  getTestSet,
  importTestQuestions,
  listTestSets,
  saveTestQuestions,
  updateTestSet,
} from "./evaluation/manage-sets.ts";
export { type EvaluationView, exportEvaluation, readEvaluation } from "./evaluation/read-evaluation.ts";
export { cancelEvaluation, deleteEvaluation, EVALUATE_TASK, listEvaluations, requestEvaluation } from "./evaluation/request-evaluation.ts";
export { runEvaluation } from "./evaluation/run-evaluation.ts";
export { continueRun, regenerateRun } from "./answers/answer-again.ts";
export type { AnswerPorts } from "./answers/answer-ports.ts";
export { cancelRun } from "./answers/cancel-run.ts";
export { type Answer, type Citation, linkTo, readAnswer } from "./answers/read-answer.ts";
export { giveFeedback, withdrawFeedback } from "./answers/give-feedback.ts";
export { recoverRuns } from "./answers/recover-runs.ts";
export { pause } from "./documents/pause.ts";
export { ANSWER_LEASE_MS } from "./answers/run-log.ts";
export { type Caches, createCaches } from "./caching/caches.ts";
export type { Turn } from "./answers/llm/build-prompt.ts";
export { startRun } from "./answers/start-run.ts";
export { type ReadableEvent, streamEvents } from "./answers/stream-events.ts";
export { type AttachmentState, attachFile, detachFile, readAttachments } from "./conversations/attachments.ts";
export {
  createConversation,
  deleteConversation,
  postMessage,
  readConversation,
  updateConversation,
} from "./conversations/conversations.ts";
export { followUps } from "./conversations/follow-ups.ts";
export { endTemporary } from "./conversations/remove-conversation.ts";
export { deleteSavedSearch, saveSearch, updateSavedSearch } from "./conversations/saved-searches.ts";
export { cancelJob, retryJob } from "./operations/retry-job.ts";
export { readOverview } from "./operations/system-overview.ts";
export { checkInvariants } from "./doctor/check-invariants.ts";
export { deleteUploadFolder, moveUploadFolder } from "./documents/change-upload-folder.ts";
export { endLostUploads } from "./documents/end-lost-uploads.ts";
export { endLostWork } from "./doctor/end-lost-work.ts";
export { rebuildIndexes } from "./doctor/rebuild-indexes.ts";
export type { ReportItem } from "./doctor/report-item.ts";
export { deleteDocument } from "./documents/delete-document.ts";
export { drainIndex } from "./documents/drain-index.ts";
export { buildVectors } from "./embedding-model/build-vectors.ts";
export { cutOver, forgetOutlived, forgetPrevious, rollBack } from "./embedding-model/cut-over.ts";
export { type EmbeddingModelView, getEmbeddingModel } from "./embedding-model/get-embedding-model.ts";
export { mendVectors } from "./embedding-model/mend-vectors.ts";
export { runSwitch } from "./embedding-model/run-switch.ts";
export { settleState } from "./embedding-model/settle-state.ts";
export { cancelSwitch, startSwitch } from "./embedding-model/start-switch.ts";
export { tryEmbeddingModel } from "./embedding-model/try-embedding-model.ts";
export { type EmbeddingState, followedBy, MEND_TASK, requireState, SWITCH_TASK, type SwitchPhase } from "./embedding-model/state.ts";
export { explainAccess } from "./documents/explain-access.ts";
export { ingestUpload } from "./documents/ingest-upload.ts";
export { reindexDocument } from "./documents/reindex-document.ts";
export { requestUpload, type UploadAccess, type UploadJob } from "./documents/request-upload.ts";
export { leftOutReason, pathOf, readUploadPath, type UploadPath } from "./documents/upload-path.ts";
export { isOwnFolder } from "./documents/upload-folders.ts";
export { awaitUploads, openUploads, uploadState } from "./documents/upload-state.ts";
export type { SearchFilters } from "./search/resolve-filter.ts";
export { search } from "./search/search.ts";
export { countSearch } from "./unanswered/count-search.ts";
export { listUnanswered, type Unanswered } from "./unanswered/list-unanswered.ts";
export { markUnanswered } from "./unanswered/mark-unanswered.ts";
export { sweepUnanswered } from "./unanswered/sweep-unanswered.ts";
export { countTokens } from "./text/count-tokens.ts";
export { cancelSync } from "./sources/cancel-sync.ts";
export { checkCredential } from "./sources/check-credential.ts";
export { CHECK_CREDENTIAL_TASK } from "./sources/credential-check-job.ts";
export { type CheckInput, checkSettings } from "./sources/check-source.ts";
export { connectorChoices, connectorGuide } from "./sources/connector-help.ts";
export { createSource } from "./sources/create-source.ts";
export { deleteSource } from "./sources/delete-source.ts";
export { listSourceGroups } from "./sources/list-source-groups.ts";
export { ignoreItems } from "./sources/ignore-items.ts";
export { finishOauth, startOauth } from "./sources/oauth-flow.ts";
export { purgeSource } from "./sources/purge-source.ts";
export { queueInventory, requestInventory } from "./sources/request-inventory.ts";
export { receiveHook } from "./sources/receive-hook.ts";
export { queueSync, requestSync } from "./sources/request-sync.ts";
export { sampleSource } from "./sources/sample-source.ts";
export { createSurveyDesk, type Survey, type SurveyDesk, surveyKind } from "./sources/survey-desk.ts";
export { setSourcePaused } from "./sources/set-source-paused.ts";
export { hookUrl } from "./sources/source-hook.ts";
export { expiresSoon, permissionState } from "./sources/source-state.ts";
export { updateSource } from "./sources/update-source.ts";
export { runSync, type SyncPorts, type SyncRequest } from "./sync/run-sync.ts";
export { retryItems } from "./sources/retry-items.ts";
export { readsGroups, syncGroups } from "./sync/sync-groups.ts";
export { SYNC_AGAIN_TASK } from "./sync/queue-hints.ts";
export { takeInventory } from "./sync/take-inventory.ts";
export { listenToSource } from "./sync/listen-to-source.ts";
export { type ItemsRequest, syncItems } from "./sync/sync-items.ts";
export { endLostRuns } from "./sync/end-lost-runs.ts";
