import type { Connector } from "@smartypants/sdk";
import type { Caches } from "../caching/caches.ts";
import type { ConnectorHttp } from "./connector-http.ts";
import type { Database } from "./database/database.ts";
import type { Extractor } from "./extractor.ts";
import type { Identity } from "./identity.ts";
import type { RuntimeSettings } from "../settings/runtime-settings.ts";
import type { LexicalIndex } from "./indexes.ts";
import type { JobQueue } from "./jobs.ts";
import type { ChatModels, LlmSetup } from "./models.ts";
import type { OidcClient } from "./oidc.ts";
import type { EmbeddingModels, SemanticSlot } from "./semantic.ts";
import type { WebhookSender } from "./webhook-sender.ts";
import type { BlobStore, Clock, Disk, EventBus, Hash, Ids, Logger, Vault } from "./system.ts";

/** Everything core asks of the world; a use case names only what it needs. */
export interface Ports {
  readonly database: Database;
  /** Those that administrators may change while this runs. */
  readonly settings: RuntimeSettings;
  readonly lexical: LexicalIndex;
  readonly semantic: SemanticSlot;
  readonly embeddingModels: EmbeddingModels;
  readonly jobs: JobQueue;
  readonly blobs: BlobStore;
  readonly disk: Disk;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly hash: Hash;
  readonly logger: Logger;
  readonly vault: Vault;
  readonly identity: Identity;
  readonly oidc: OidcClient;
  readonly webhookSender: WebhookSender;
  /** For connectors. */
  readonly connectorHttp: ConnectorHttp;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly models: ChatModels;
  readonly llms: LlmSetup;
  /** Absent: nothing is kept. */
  readonly caches?: Caches;
}

/** What ingest has: it alone reads documents, in a thread without the queue and without people. */
export interface IngestPorts extends Omit<
  Ports,
  "settings" | "jobs" | "identity" | "oidc" | "webhookSender" | "models" | "llms" | "embeddingModels"
> {
  readonly extractor: Extractor;
}
