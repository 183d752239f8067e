import type { z } from "zod";
import type { Acl, Principal } from "./acl.ts";
import type { BlobRef, ConnectorContext, RateLimit } from "./connector-host.ts";
import type { SurveyOp, SurveyOptions } from "./survey.ts";

/** What a connector can do; the engine plans by it and the admin pages show it. */
export interface ConnectorCapabilities {
  /** Can list only what changed since a checkpoint. */
  readonly incremental: boolean;
  /** Has `inventory`. */
  readonly inventory: boolean;
  /** Where the source keeps permissions; `none` means the operator chooses who may read. */
  readonly acl: "none" | "container" | "document";
  readonly groups?: boolean;
  readonly live?: "none" | "push" | "socket" | "webhook";
  readonly attachments?: boolean;
  readonly fetchOne?: boolean;
}

/** How a connector signs in; drawn as the first step of its form. */
export type ConnectorAuth = "none" | "apiKey" | "oauth2" | "serviceAccount";

export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly required: boolean;
  readonly status: "ok" | "failed" | "skipped";
  readonly missingScope?: string;
  /** What was found, in a few words: `workspace Acme, 214 channels`. */
  readonly detail?: string;
  /** What the operator can do about it, in a sentence. */
  readonly remediation?: string;
  /** When what was checked stops working by itself, in milliseconds since 1970. */
  readonly expiresAt?: number;
}

/** A part of a document with its own deep link, so that a citation opens the message, heading, page or sheet. */
export type Section =
  | {
      readonly kind: "text";
      readonly text: string;
      readonly format: "plain" | "markdown" | "html";
      readonly url?: string;
      readonly heading?: string;
      readonly author?: string;
      /** Milliseconds since 1970. */
      readonly at?: number;
      readonly anchor?: string;
    }
  | { readonly kind: "blob"; readonly blob: BlobRef; readonly mimeType: string; readonly filename: string; readonly url?: string };

export type MetadataValue = string | number | boolean | readonly string[];

export interface SourceDocument {
  /** Stable in the source; at most 1,024 characters. */
  readonly id: string;
  /** Differs whenever the content differs: a hash, a revision, size and time. */
  readonly changeKey: string;
  readonly title: string;
  readonly url: string;
  readonly mimeType: string;
  readonly sections: readonly Section[];
  readonly containerId?: string;
  /**
   * From `fetchOne` alone: the container as it is now, where its permissions may have become narrower since it was last shown. It is stored before the
   * document, which nobody then sees by permissions of before.
   */
  readonly container?: ContainerNode;
  /** Human-readable place, for example `hr/policies/leave.md`. */
  readonly path?: string;
  readonly authors?: readonly string[];
  readonly createdAt?: number;
  readonly updatedAt?: number;
  /** ISO 639-1; detected when absent. */
  readonly language?: string;
  readonly metadata?: Readonly<Record<string, MetadataValue>>;
  readonly acl: Acl;
}

export interface ContainerNode {
  readonly id: string;
  readonly parentId?: string;
  readonly title: string;
  readonly url?: string;
  readonly path?: string;
  readonly acl: Acl;
}

/** Why an item is not indexed, by design. */
export type SkipReason = "too_large" | "unsupported" | "not_downloadable" | "excluded" | "empty" | "encrypted" | "scanned";

export type DocumentErrorCode =
  | "forbidden"
  | "not_found"
  | "too_large"
  | "unsupported"
  | "export_limit"
  | "parse"
  | "rate_limited"
  | "auth"
  | "config"
  | "network"
  | "internal";

export interface DocumentError {
  readonly scope: "document" | "container" | "source";
  readonly ref?: string;
  readonly code: DocumentErrorCode;
  /** Safe for users. */
  readonly message: string;
  readonly retryable: boolean;
  readonly missedRange?: { readonly from: number; readonly to: number };
  readonly remediation?: string;
}

export type DeleteReason = "deleted" | "trashed" | "access_lost" | "out_of_scope";

export interface Group {
  readonly id: string;
  /** What people call it at the source, such as `#general`. Absent: what was said before stays; empty: it has none any more. */
  readonly title?: string;
  /** The whole present membership: `user:` and `group:` principals. */
  readonly members: readonly Principal[];
}

/** What a sync yields. Everything before a `checkpoint` is durable once that checkpoint is committed. */
export type SyncOp =
  | { readonly op: "upsert"; readonly document: SourceDocument }
  /** Seen, and its change key equals the known one. */
  | { readonly op: "unchanged"; readonly id: string }
  /** Moved, renamed or re-shared: nothing is fetched or embedded. `previousId` names the item it was before a rename. */
  | {
      readonly op: "touch";
      readonly id: string;
      readonly previousId?: string;
      readonly acl?: Acl;
      readonly containerId?: string;
      readonly title?: string;
      readonly url?: string;
      readonly path?: string;
      readonly changeKey?: string;
    }
  | {
      readonly op: "skip";
      readonly id: string;
      readonly title?: string;
      readonly url?: string;
      readonly reason: SkipReason;
      readonly detail?: string;
    }
  | { readonly op: "delete"; readonly id: string; readonly reason: DeleteReason }
  | { readonly op: "deleteContainer"; readonly containerId: string; readonly reason: DeleteReason }
  /** Parents before children. */
  | { readonly op: "container"; readonly node: ContainerNode }
  | { readonly op: "group"; readonly group: Group }
  /** Of one item or container; the run goes on. */
  | { readonly op: "error"; readonly error: DocumentError }
  | { readonly op: "progress"; readonly done?: number; readonly total?: number; readonly note?: string; readonly etaSeconds?: number }
  | { readonly op: "checkpoint"; readonly value: unknown }
  /** Only `everything` removes what was not shown; `incompleteContainers` are left out of that. */
  | { readonly op: "done"; readonly listed: "everything" | "changes" | "partial"; readonly incompleteContainers?: readonly string[] };

export type InventoryOp =
  | { readonly op: "item"; readonly id: string; readonly changeKey?: string; readonly containerId?: string; readonly acl?: Acl }
  | { readonly op: "checkpoint"; readonly value: unknown }
  | { readonly op: "end"; readonly complete: boolean; readonly incompleteContainers?: readonly string[] };

export type GroupOp = { readonly op: "group"; readonly group: Group } | { readonly op: "end"; readonly complete: boolean };

/** A hint that something changed; the engine turns it into `fetchOne`, a sync or, for `groups`, a sync of memberships. Hints are never the truth. */
export interface LiveHint {
  readonly scope: "item" | "container" | "groups" | "source";
  readonly id?: string;
}

export interface DocumentRef {
  readonly id: string;
}

export interface WebhookRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The raw body: signatures are checked on it. */
  readonly body: Uint8Array;
}

export interface WebhookAnswer {
  readonly response: { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };
  readonly hints: readonly LiveHint[];
}

/** A step that the operator takes at the source, in the order shown. */
export interface GuideStep {
  readonly title: string;
  /** Markdown: emphasis, code, lists and links to the source's own pages. */
  readonly text: string;
  /** Something to be copied exactly: a manifest, a redirect address, a list of scopes. */
  readonly copy?: readonly { readonly label: string; readonly value: string; readonly language?: "json" | "text" }[];
}

/** What the guide of a connector may mention of this server. */
export interface GuideFacts {
  /** For example `https://search.example.org`. */
  readonly publicOrigin: string;
  readonly redirectUri: string;
  /** Where the source may send its events, once the source exists. */
  readonly webhookUrl?: string;
}

/** A value that the operator can pick for a setting. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
}

/** Signing in at the source with the operator's account: OAuth 2 with PKCE. The host keeps `state` and the verifier. */
export interface ConnectorOAuth<Settings = unknown, Credential = unknown> {
  /** Where the browser is sent. `client` is what the operator has entered of the credential so far: client id and secret. */
  authorizeUrl(
    input: { readonly settings: Settings; readonly client: unknown },
    facts: { readonly redirectUri: string; readonly state: string; readonly codeChallenge: string },
  ): string;
  /** Turns the code into the credential to be stored; `context.credentials.get()` answers `client`. */
  exchange(
    context: ConnectorContext<Settings>,
    answer: { readonly code: string; readonly redirectUri: string; readonly codeVerifier: string },
  ): Promise<Credential>;
}

/** A connector is a value: importing it does nothing. The engine owns scheduling, batching, checkpoints, retries, locking and pruning. */
export interface Connector<Settings = unknown, Credential = unknown, Checkpoint = unknown> {
  /** Lower-case words joined by hyphens. */
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  readonly docsUrl?: string;
  readonly capabilities: ConnectorCapabilities;
  readonly auth: readonly ConnectorAuth[];
  readonly settings: z.ZodType<Settings>;
  readonly credential?: z.ZodType<Credential>;
  readonly checkpoint?: z.ZodType<Checkpoint>;
  readonly checkpointVersion?: number;
  /** Buckets of the limiter by name; a request that names none of them is not limited. */
  readonly limits?: Readonly<Record<string, RateLimit>>;
  /** Present when `auth` has `oauth2`. */
  readonly oauth?: ConnectorOAuth<Settings, Credential>;
  /** What the operator does at the source before the form can be filled in. Pure; settings are whatever has been entered so far. */
  guide?(settings: Readonly<Record<string, unknown>>, facts: GuideFacts): readonly GuideStep[];
  /** What can be picked for a setting (dotted path), best first, at most 200. */
  choices?(context: ConnectorContext<Settings, Credential>, setting: string, typed: string): Promise<readonly Choice[]>;
  /** What these settings choose from, and what of it they choose; for a form, and stopped at will. Equal requests may be answered from memory. */
  survey?(context: ConnectorContext<Settings, Credential>, options: SurveyOptions): AsyncIterable<SurveyOp>;
  /** Named probes with a limit of one item; shown with their remediation. */
  check(context: ConnectorContext<Settings, Credential>): AsyncIterable<CheckResult>;
  /**
   * Full when `checkpoint` is null; must be resumable after any checkpoint it yielded. Ends with `done`. The next sync receives the last
   * checkpoint of this one, or null when the operator asks for everything again.
   */
  sync(context: ConnectorContext<Settings, Credential>, checkpoint: Checkpoint | null): AsyncIterable<SyncOp>;
  /** A cheap list of everything in scope, for pruning and ACL repair. */
  inventory?(context: ConnectorContext<Settings, Credential>, checkpoint: Checkpoint | null): AsyncIterable<InventoryOp>;
  syncGroups?(context: ConnectorContext<Settings, Credential>): AsyncIterable<GroupOp>;
  /** One item again; null means that it is gone. */
  fetchOne?(context: ConnectorContext<Settings, Credential>, ref: DocumentRef): Promise<SourceDocument | null>;
  /** Hints until the signal aborts. */
  listen?(context: ConnectorContext<Settings, Credential>): AsyncIterable<LiveHint>;
  webhook?(context: ConnectorContext<Settings, Credential>, request: WebhookRequest): Promise<WebhookAnswer>;
  /** A pasted link to candidate ids; null when the link is not of this source. */
  resolveUrl?(url: string, settings: Settings): readonly DocumentRef[] | null;
  migrateCheckpoint?(value: unknown, fromVersion: number): Checkpoint | null;
}

const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Checks the parts that types cannot and returns the connector unchanged. Throws a plain Error: this is a programming mistake. */
export function defineConnector<Settings, Credential = undefined, Checkpoint = null>(
  connector: Connector<Settings, Credential, Checkpoint>,
): Connector<Settings, Credential, Checkpoint> {
  if (!ID.test(connector.id)) throw new Error(`connector id "${connector.id}" must be lower-case words joined by hyphens`);
  if (connector.capabilities.inventory !== (connector.inventory !== undefined))
    throw new Error(`connector ${connector.id}: capabilities.inventory and inventory() disagree`);
  if ((connector.capabilities.fetchOne ?? false) !== (connector.fetchOne !== undefined))
    throw new Error(`connector ${connector.id}: capabilities.fetchOne and fetchOne() disagree`);
  if ((connector.capabilities.groups ?? false) !== (connector.syncGroups !== undefined))
    throw new Error(`connector ${connector.id}: capabilities.groups and syncGroups() disagree`);
  if (connector.auth.includes("oauth2") !== (connector.oauth !== undefined))
    throw new Error(`connector ${connector.id}: auth oauth2 and oauth disagree`);
  return Object.freeze(connector);
}
