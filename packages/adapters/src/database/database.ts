import type { Clock, Database, JobWriter, Repositories, Transaction } from "@smartypants/core";
import { type Kysely, sql } from "kysely";
import type { Engine } from "./migrations/types.ts";
import { createAclRepository } from "./repositories/acls.ts";
import { createActorScope } from "./repositories/actor-scope.ts";
import { createAnswerRepository } from "./repositories/answers.ts";
import { createAssistantRepository } from "./repositories/assistants.ts";
import { createContainerRepository } from "./repositories/containers.ts";
import { createConversationRepository } from "./repositories/conversations.ts";
import { createDoctorRepository } from "./repositories/doctor.ts";
import { createDocumentRepository } from "./repositories/documents.ts";
import { createEmbeddingRepository } from "./repositories/embeddings.ts";
import { createIndexChangeRepository } from "./repositories/indexing.ts";
import { createEvaluationRepository } from "./repositories/evaluations.ts";
import { createLlmUsageRepository } from "./repositories/llm-usage.ts";
import { createLogRepository } from "./repositories/logs.ts";
import { createModelRepository } from "./repositories/models.ts";
import { createPeopleRepository } from "./repositories/people.ts";
import { createPersonalDataRepository } from "./repositories/personal-data.ts";
import { createPromptRepository } from "./repositories/prompts.ts";
import type { ReadableCache } from "./repositories/readable-acls.ts";
import { createRecordRepository, createSettingRepository } from "./repositories/records.ts";
import { createRetentionRepository } from "./repositories/retention.ts";
import { createSavedSearchRepository } from "./repositories/saved-searches.ts";
import { createSignInRepository } from "./repositories/sign-in.ts";
import { createSourceConnectionRepository } from "./repositories/source-connections.ts";
import { createSourceGroupRepository } from "./repositories/source-groups.ts";
import { createSourceRepository } from "./repositories/sources.ts";
import { createSyncItemRepository } from "./repositories/sync-items.ts";
import { createUploadPlaceRepository } from "./repositories/upload-places.ts";
import { createUnansweredRepository } from "./repositories/unanswered.ts";
import { createWebhookRepository } from "./repositories/webhooks.ts";
import { createSyncRunRepository } from "./repositories/sync.ts";
import type { Schema } from "./schema.ts";
import { inTransaction, type RepositoryBase } from "./sql.ts";

export interface DatabaseOptions {
  readonly db: Kysely<Schema>;
  readonly engine: Engine;
  readonly clock: Clock;
  /** How long permissions and memberships that a source keeps are good; a day when absent. What is older hides what it would show. */
  readonly permissionMaxAgeMs?: () => number;
  /** The queue's way to add jobs inside a transaction. */
  readonly jobWriter: (db: Kysely<Schema>) => JobWriter;
}

const DAY_MS = 86_400_000;

/** The repositories over either engine. */
export function createDatabase({ db, engine, clock, jobWriter, permissionMaxAgeMs = () => DAY_MS }: DatabaseOptions): Database {
  const cache: ReadableCache = new Map();
  const now = (): number => clock.now();
  return {
    ...createRepositories({ db, engine }),
    forActor: (actor) => createActorScope({ db, engine, cache, now, maxAgeMs: permissionMaxAgeMs() }, actor),
    transaction: (work) =>
      inTransaction({ db, engine }, (base) => {
        const tx: Transaction = {
          ...createRepositories(base),
          // No cache: what this transaction changes is not committed yet, and may never be.
          forActor: (actor) => createActorScope({ ...base, cache: null, now, maxAgeMs: permissionMaxAgeMs() }, actor),
          jobs: jobWriter(base.db),
        };
        return work(tx);
      }),
    get permissionMaxAgeMs() {
      return permissionMaxAgeMs();
    },
    ping: async () => void (await sql`select 1`.execute(db)),
  };
}

function createRepositories(base: RepositoryBase): Repositories {
  return {
    people: createPeopleRepository(base.db),
    personalData: createPersonalDataRepository(base),
    signIn: createSignInRepository(base.db),
    sources: createSourceRepository(base),
    sourceConnections: createSourceConnectionRepository(base),
    sourceGroups: createSourceGroupRepository(base),
    containers: createContainerRepository(base),
    acls: createAclRepository(base),
    syncRuns: createSyncRunRepository(base),
    syncItems: createSyncItemRepository(base),
    uploadPlaces: createUploadPlaceRepository(base),
    documents: createDocumentRepository(base),
    indexChanges: createIndexChangeRepository(base),
    embeddings: createEmbeddingRepository(base),
    answers: createAnswerRepository(base),
    conversations: createConversationRepository(base),
    savedSearches: createSavedSearchRepository(base),
    settings: createSettingRepository(base),
    records: createRecordRepository(base),
    retention: createRetentionRepository(base),
    doctor: createDoctorRepository(base),
    logs: createLogRepository(base),
    webhooks: createWebhookRepository(base),
    unanswered: createUnansweredRepository(base),
    models: createModelRepository(base),
    llmUsage: createLlmUsageRepository(base),
    assistants: createAssistantRepository(base),
    prompts: createPromptRepository(base),
    evaluations: createEvaluationRepository(base),
  };
}
