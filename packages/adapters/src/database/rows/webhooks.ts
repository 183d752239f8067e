import type { Generated } from "kysely";

export interface WebhookRow {
  id: string;
  url: string;
  description: Generated<string>;
  events: string;
  enabled: Generated<number>;
  sealed: string;
  disabledReason: string | null;
  activeSince: number;
  failingSince: number | null;
  lastFailureAt: number | null;
  createdBy: string;
  createdAt: number;
  updatedAt: number;
}

export interface WebhookDeliveryRow {
  id: string;
  webhookId: string;
  eventKey: string;
  type: string;
  body: string;
  state: string;
  attempts: Generated<number>;
  nextAttemptAt: number | null;
  status: number | null;
  error: string | null;
  durationMs: number | null;
  createdAt: number;
  finishedAt: number | null;
}
