import type { SyncRun } from "../ports/database/sources.ts";
import type { EndedAnswer, FailedItem, WebhookEventType } from "../ports/database/webhooks.ts";

export const WEBHOOK_EVENTS = [
  "sync.finished",
  "sync.failed",
  "answer.finished",
  "document.failed",
] as const satisfies readonly WebhookEventType[];

/** Something that happened; `data` holds ids, numbers and our own words, never content, titles or addresses. */
export interface WebhookEvent {
  readonly type: WebhookEventType;
  /** The same for the same happening, however often it is found. */
  readonly key: string;
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
}

export function syncEvent({
  id,
  sourceId,
  state,
  trigger,
  counts,
  startedAt,
  finishedAt,
  error,
}: SyncRun & { readonly finishedAt: number }): WebhookEvent {
  const type = state === "failed" ? "sync.failed" : "sync.finished";
  const durationMs = startedAt === null ? null : finishedAt - startedAt;
  const data = { syncRunId: id, sourceId, state, trigger, counts, durationMs, ...(error !== null && { errorCode: error.code }) };
  return { type, key: `sync:${id}`, at: finishedAt, data };
}

export function answerEvent({ id, userId, state, mode, usage, citations, createdAt, finishedAt }: EndedAnswer): WebhookEvent {
  const tokens = usage === null ? {} : { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens };
  const data = { runId: id, userId, state, mode: mode ?? "none", citations, durationMs: finishedAt - createdAt, ...tokens };
  return { type: "answer.finished", key: `answer:${id}`, at: finishedAt, data };
}

/** Ids in one event; the numbers count all. */
const MOST_IDS = 100;

/** One event a source for all that failed in a while. */
export function failureEvents(items: readonly FailedItem[], until: number): readonly WebhookEvent[] {
  return [...Map.groupBy(items, ({ sourceId }) => sourceId)].map(([sourceId, failed]): WebhookEvent => {
    const reasons = Map.groupBy(failed, ({ reasonCode }) => reasonCode ?? "internal");
    const data = {
      sourceId,
      failed: failed.length,
      reasons: Object.fromEntries([...reasons].map(([reason, all]) => [reason, all.length])),
      documentIds: failed.flatMap(({ documentId }) => documentId ?? []).slice(0, MOST_IDS),
    };
    return { type: "document.failed", key: `failed:${sourceId}:${until}`, at: until, data };
  });
}

/** What is signed and sent. */
export function toBody({ type, at, data }: Pick<WebhookEvent, "at" | "data"> & { readonly type: string }): string {
  return JSON.stringify({ type, timestamp: new Date(at).toISOString(), data });
}
