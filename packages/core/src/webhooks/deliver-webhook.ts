import { isSmartyError, SmartyError } from "@smartypants/sdk";
import { audit } from "../people/audit.ts";
import type { Transaction } from "../ports/database/database.ts";
import type { DeliveryChange, Webhook, WebhookDelivery } from "../ports/database/webhooks.ts";
import type { Ports } from "../ports/ports.ts";
import { DELIVER_TASK, deliveryJob } from "./collect-events.ts";
import { signWebhook } from "./sign-webhook.ts";
import { secretContext } from "./webhook-input.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Pauses after each failed try but the last: eight tries in a little less than a day. */
const PAUSES_MS = [5 * SECOND_MS, 2 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 7 * HOUR_MS, 12 * HOUR_MS] as const;
/** An endpoint that asks for a longer pause gets this. */
const LONGEST_PAUSE_MS = 12 * HOUR_MS;
const GIVE_UP_AFTER_MS = 5 * DAY_MS;
/** Failures further apart than this do not add up: nothing was sent in between that could have shown that all is well. */
const QUIET_MS = 36 * HOUR_MS;
const GONE = 410;

type Needs = Pick<Ports, "database" | "settings" | "clock" | "ids" | "vault" | "bus" | "webhookSender">;

/** One try to deliver; a failed one queues the next. Harmless for a delivery that has ended, or whose endpoint is gone. */
export async function deliverWebhook(ports: Needs, deliveryId: string, signal: AbortSignal): Promise<void> {
  const { database, clock, bus } = ports;
  const delivery = await database.webhooks.delivery(deliveryId);
  const webhook = delivery === null ? null : await database.webhooks.get(delivery.webhookId);
  if (delivery === null || webhook === null || delivery.state !== "waiting") return;
  const isAllowed = ports.settings.get("features.webhooks");
  if (!webhook.enabled || !isAllowed) {
    const error = isAllowed ? "The endpoint was switched off." : "Webhooks were switched off for all endpoints.";
    await database.webhooks.updateDelivery(deliveryId, {
      ...delivery,
      state: "failed",
      nextAttemptAt: null,
      error,
      finishedAt: clock.now(),
    });
    return;
  }
  const outcome = await tryOnce(ports, webhook, delivery, signal);
  await database.transaction((tx) => record(ports, tx, webhook.id, delivery, outcome));
  bus.publish("job-added", { task: DELIVER_TASK });
}

interface Outcome {
  readonly isDelivered: boolean;
  readonly status: number | null;
  readonly error: string | null;
  readonly durationMs: number;
  readonly retryAfterMs: number;
}

/** Signs and sends. Rejects only when it was told to stop: that says nothing about the endpoint. */
export async function tryOnce(
  { database, clock, vault, webhookSender }: Needs,
  webhook: Webhook,
  delivery: WebhookDelivery,
  signal: AbortSignal,
): Promise<Outcome> {
  const sealed = await database.webhooks.sealed(webhook.id);
  if (sealed === null) throw new SmartyError("not_found", "There is no such webhook.");
  const startedAt = clock.now();
  const headers = {
    "content-type": "application/json",
    ...(await signWebhook(vault.open(sealed, secretContext(webhook.id)), { id: delivery.id, at: startedAt, body: delivery.body })),
  };
  try {
    const { status, retryAfterMs } = await webhookSender.post({ url: webhook.url, headers, body: delivery.body, signal });
    const isDelivered = status >= 200 && status < 300;
    const error = isDelivered ? null : `It answered ${status}${status >= 300 && status < 400 ? "; redirects are not followed" : ""}.`;
    return { isDelivered, status, error, durationMs: clock.now() - startedAt, retryAfterMs: retryAfterMs ?? 0 };
  } catch (error) {
    if (signal.aborted || !isSmartyError(error)) throw error;
    return { isDelivered: false, status: null, error: error.message, durationMs: clock.now() - startedAt, retryAfterMs: 0 };
  }
}

/** The delivery as it is after a try; `pauseMs` null: there is no further one. */
export function afterTry(
  attempts: number,
  { isDelivered, status, error, durationMs }: Outcome,
  pauseMs: number | null,
  now: number,
): DeliveryChange {
  const about = { attempts, status, error, durationMs };
  if (isDelivered) return { ...about, state: "delivered", nextAttemptAt: null, finishedAt: now };
  if (pauseMs === null) return { ...about, state: "failed", nextAttemptAt: null, finishedAt: now };
  return { ...about, state: "waiting", nextAttemptAt: now + pauseMs, finishedAt: null };
}

async function record(ports: Needs, tx: Transaction, webhookId: string, delivery: WebhookDelivery, outcome: Outcome): Promise<void> {
  const now = ports.clock.now();
  const attempts = delivery.attempts + 1;
  const isOver = outcome.isDelivered || outcome.status === GONE;
  const pause = isOver ? undefined : PAUSES_MS[attempts - 1];
  const pauseMs = pause === undefined ? null : Math.min(LONGEST_PAUSE_MS, Math.max(pause, outcome.retryAfterMs));
  await tx.webhooks.updateDelivery(delivery.id, afterTry(attempts, outcome, pauseMs, now));
  await noteHealth(ports, tx, webhookId, outcome, now);
  if (pauseMs === null || outcome.isDelivered) return;
  await tx.jobs.add(DELIVER_TASK, { deliveryId: delivery.id }, { ...deliveryJob(delivery.id, webhookId), runAt: now + pauseMs });
}

/** An endpoint that has failed for five days, or says that it is gone for good, is switched off. */
async function noteHealth(ports: Needs, tx: Transaction, webhookId: string, { isDelivered, status }: Outcome, now: number): Promise<void> {
  const webhook = await tx.webhooks.get(webhookId);
  if (webhook === null || !webhook.enabled) return;
  const { failingSince: before, lastFailureAt } = webhook;
  if (isDelivered) {
    if (before !== null) await tx.webhooks.update(webhookId, { failingSince: null, lastFailureAt: null });
    return;
  }
  const goesOn = before !== null && lastFailureAt !== null && now - lastFailureAt <= QUIET_MS;
  const failingSince = goesOn ? before : now;
  const isGone = status === GONE;
  const isHopeless = now - failingSince >= GIVE_UP_AFTER_MS;
  const reason = isGone ? "It answered 410: it is gone for good." : "It has failed for five days.";
  const off = isGone || isHopeless ? { enabled: false, disabledReason: reason, updatedAt: now } : {};
  await tx.webhooks.update(webhookId, { failingSince, lastFailureAt: now, ...off });
  if (isGone || isHopeless)
    await audit(ports, tx, null, { action: "webhook.disable", objectId: webhookId, detail: { failingSince, status } });
}
