import type { Actor } from "../../access/actor.ts";
import type { JobWriter } from "../jobs.ts";
import type { ActorScope } from "./actor-scope.ts";
import type { AnswerRepository } from "./answers.ts";
import type { AssistantRepository } from "./assistants.ts";
import type { ConversationRepository, SavedSearchRepository } from "./conversations.ts";
import type { DoctorRepository } from "./doctor.ts";
import type { DocumentRepository, EmbeddingRepository, IndexChangeRepository } from "./documents.ts";
import type { EvaluationRepository } from "./evaluation.ts";
import type { LogRepository } from "./logs.ts";
import type { LlmUsageRepository, ModelRepository } from "./models.ts";
import type { PeopleRepository } from "./people.ts";
import type { PersonalDataRepository } from "./personal-data.ts";
import type { PromptRepository } from "./prompts.ts";
import type { RecordRepository, SettingRepository } from "./records.ts";
import type { RetentionRepository } from "./retention.ts";
import type { SignInRepository } from "./sign-in.ts";
import type { SourceConnectionRepository } from "./source-connections.ts";
import type { SourceGroupRepository } from "./source-groups.ts";
import type { UploadPlaceRepository } from "./upload-places.ts";
import type { UnansweredRepository } from "./unanswered.ts";
import type { WebhookRepository } from "./webhooks.ts";
import type { AclRepository, ContainerRepository, SourceRepository, SyncItemRepository, SyncRunRepository } from "./sources.ts";

/** Everything that is stored, without any reader's permission: for the engine and for use cases that have checked the role. */
export interface Repositories {
  readonly people: PeopleRepository;
  readonly personalData: PersonalDataRepository;
  readonly signIn: SignInRepository;
  readonly sources: SourceRepository;
  readonly sourceConnections: SourceConnectionRepository;
  readonly sourceGroups: SourceGroupRepository;
  readonly containers: ContainerRepository;
  readonly acls: AclRepository;
  readonly syncRuns: SyncRunRepository;
  readonly syncItems: SyncItemRepository;
  readonly uploadPlaces: UploadPlaceRepository;
  readonly documents: DocumentRepository;
  readonly indexChanges: IndexChangeRepository;
  readonly embeddings: EmbeddingRepository;
  readonly answers: AnswerRepository;
  readonly conversations: ConversationRepository;
  readonly savedSearches: SavedSearchRepository;
  readonly settings: SettingRepository;
  readonly records: RecordRepository;
  readonly retention: RetentionRepository;
  readonly doctor: DoctorRepository;
  readonly logs: LogRepository;
  readonly webhooks: WebhookRepository;
  readonly models: ModelRepository;
  readonly llmUsage: LlmUsageRepository;
  readonly assistants: AssistantRepository;
  readonly prompts: PromptRepository;
  readonly evaluations: EvaluationRepository;
  readonly unanswered: UnansweredRepository;
}

export interface Transaction extends Repositories {
  /** The only way to content on behalf of a person. */
  forActor(actor: Actor): ActorScope;
  readonly jobs: JobWriter;
}

/** The truth. */
export interface Database extends Repositories {
  /** All or nothing. Awaits nothing but the database, and stays short: others wait. */
  transaction<Value>(work: (tx: Transaction) => Promise<Value>): Promise<Value>;
  /** The only way to content on behalf of a person. */
  forActor(actor: Actor): ActorScope;
  /** How long permissions and memberships that a source keeps are good. */
  readonly permissionMaxAgeMs: number;
  /** A quick check that it answers. */
  ping(): Promise<void>;
}
