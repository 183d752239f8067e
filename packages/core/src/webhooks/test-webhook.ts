import type { WebhookDelivery } from "../ports/database/webhooks.ts";
import type { Ports } from "../ports/ports.ts";
import { afterTry, tryOnce } from "./deliver-webhook.ts";
import { toBody } from "./webhook-events.ts";
import { webhookById } from "./webhook-input.ts";

type Needs = Pick<Ports, "database" | "settings" | "clock" | "ids" | "vault" | "bus" | "webhookSender">;

/** Sends a made-up event at once, also to an endpoint that is switched off, and says what came of it. It is tried once and counts for nothing. */
export async function testWebhook(ports: Needs, id: string, signal: AbortSignal): Promise<WebhookDelivery> {
  const { database, clock, ids } = ports;
  const webhook = await webhookById(ports, id);
  const at = clock.now();
  const deliveryId = ids.next();
  const delivery: WebhookDelivery = {
    id: deliveryId,
    webhookId: id,
    eventKey: `test:${deliveryId}`,
    type: "webhook.test",
    body: toBody({ type: "webhook.test", at, data: { webhookId: id } }),
    // Ended, so that nobody else tries it.
    state: "failed",
    attempts: 0,
    nextAttemptAt: null,
    status: null,
    error: null,
    durationMs: null,
    createdAt: at,
    finishedAt: at,
  };
  await database.webhooks.addDelivery(delivery);
  const change = afterTry(1, await tryOnce(ports, webhook, delivery, signal), null, clock.now());
  await database.webhooks.updateDelivery(deliveryId, change);
  return { ...delivery, ...change };
}
