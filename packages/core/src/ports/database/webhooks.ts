import type { Run } from "./answers.ts";
import type { SyncRun } from "./sources.ts";

export type WebhookEventType = "sync.finished" | "sync.failed" | "answer.finished" | "document.failed";

/** Where events are posted to. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  readonly events: readonly WebhookEventType[];
  readonly enabled: boolean;
  /** Why it was switched off by itself; null when it is on, or somebody switched it off. */
  readonly disabledReason: string | null;
  /** What happened before is not posted to it: when it was made or switched on. */
  readonly activeSince: number;
  /** The first failure since the last success; null while all is well. */
  readonly failingSince: number | null;
  readonly lastFailureAt: number | null;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type WebhookChange = Partial<
  Pick<
    Webhook,
    "url" | "description" | "events" | "enabled" | "disabledReason" | "activeSince" | "failingSince" | "lastFailureAt" | "updatedAt"
  > & {
    readonly sealed: string;
  }
>;

export interface WebhookDelivery {
  readonly id: string;
  readonly webhookId: string;
  /** Names what happened: an endpoint is told once. */
  readonly eventKey: string;
  readonly type: WebhookEventType | "webhook.test";
  /** Exactly what is signed and sent. */
  readonly body: string;
  readonly state: "waiting" | "delivered" | "failed";
  readonly attempts: number;
  readonly nextAttemptAt: number | null;
  /** Of the last answer; null when there was none. */
  readonly status: number | null;
  readonly error: string | null;
  readonly durationMs: number | null;
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

export type DeliveryChange = Pick<
  WebhookDelivery,
  "state" | "attempts" | "nextAttemptAt" | "status" | "error" | "durationMs" | "finishedAt"
>;

export interface EndedAnswer extends Pick<Run, "id" | "userId" | "state" | "mode" | "usage" | "createdAt"> {
  readonly finishedAt: number;
  readonly citations: number;
}

export interface FailedItem {
  readonly sourceId: string;
  readonly documentId: string | null;
  readonly reasonCode: string | null;
}

export interface WebhookRepository {
  create(webhook: Webhook & { readonly sealed: string }): Promise<void>;
  /** By id, oldest first. */
  list(): Promise<readonly Webhook[]>;
  get(id: string): Promise<Webhook | null>;
  /** The sealed secret. */
  sealed(id: string): Promise<string | null>;
  /** False when it is gone. */
  update(id: string, change: WebhookChange): Promise<boolean>;
  /** With its deliveries. */
  remove(id: string): Promise<boolean>;
  /** False when this endpoint has been given this event before, or is gone. */
  addDelivery(delivery: WebhookDelivery): Promise<boolean>;
  /** Of these events those that an endpoint has been given, as `<webhook id> <event key>`. */
  knownEvents(eventKeys: readonly string[]): Promise<ReadonlySet<string>>;
  delivery(id: string): Promise<WebhookDelivery | null>;
  /** Newest first. */
  deliveries(webhookId: string, before: string | null, limit: number): Promise<readonly WebhookDelivery[]>;
  updateDelivery(id: string, change: DeliveryChange): Promise<void>;
  /** Erases deliveries that were made before `before`, whatever became of them. */
  sweepDeliveries(before: number): Promise<number>;
  /** Runs that ended at `since` or later, oldest first. */
  endedSyncs(since: number, limit: number): Promise<readonly (SyncRun & { readonly finishedAt: number })[]>;
  endedAnswers(since: number, limit: number): Promise<readonly EndedAnswer[]>;
  /** Items that failed for the first time after `after` and not later than `until`, by source. */
  newlyFailed(after: number, until: number, limit: number): Promise<readonly FailedItem[]>;
}
