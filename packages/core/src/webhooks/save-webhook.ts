import { SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import { audit } from "../people/audit.ts";
import type { Webhook, WebhookChange, WebhookEventType } from "../ports/database/webhooks.ts";
import type { Ports } from "../ports/ports.ts";
import { newWebhookSecret } from "./sign-webhook.ts";
import { checkUrl, secretContext, webhookById } from "./webhook-input.ts";

const MOST_WEBHOOKS = 20;

type Needs = Pick<Ports, "database" | "clock" | "ids" | "vault" | "bus">;

interface NewWebhook {
  readonly url: string;
  readonly description: string;
  readonly events: readonly WebhookEventType[];
}

/** Makes an endpoint. Its secret is given this once; only its sealed form is stored. */
export async function createWebhook(
  ports: Needs,
  actor: Actor,
  input: NewWebhook,
): Promise<{ readonly webhook: Webhook; readonly secret: string }> {
  const { database, clock, ids, vault, bus } = ports;
  const now = clock.now();
  const id = ids.next();
  const secret = newWebhookSecret();
  const webhook: Webhook = {
    id,
    url: checkUrl(input.url),
    description: input.description,
    events: [...new Set(input.events)],
    enabled: true,
    disabledReason: null,
    activeSince: now,
    failingSince: null,
    lastFailureAt: null,
    createdBy: actor.userId,
    createdAt: now,
    updatedAt: now,
  };
  await database.transaction(async (tx) => {
    if ((await tx.webhooks.list()).length >= MOST_WEBHOOKS) {
      throw new SmartyError("conflict", `There are ${MOST_WEBHOOKS} webhooks. Delete one that is no longer used.`);
    }
    await tx.webhooks.create({ ...webhook, sealed: vault.seal(secret, secretContext(id)) });
    await audit(ports, tx, actor, { action: "webhook.create", objectId: id, detail: { events: webhook.events } });
  });
  bus.publish("settings", { key: "webhooks" });
  return { webhook, secret };
}

interface WebhookEdit extends Partial<NewWebhook> {
  readonly enabled?: boolean;
  /** The old secret signs nothing from now on. */
  readonly rotateSecret?: boolean;
}

/** Changes an endpoint; `secret` is not null when there is a new one, which is given this once. */
export async function updateWebhook(
  ports: Needs,
  actor: Actor,
  id: string,
  { url, description, events, enabled, rotateSecret = false }: WebhookEdit,
): Promise<{ readonly webhook: Webhook; readonly secret: string | null }> {
  const { database, clock, vault, bus } = ports;
  const now = clock.now();
  const { enabled: wasEnabled } = await webhookById(ports, id);
  const secret = rotateSecret ? newWebhookSecret() : null;
  const isSwitchedOn = enabled === true && !wasEnabled;
  const change: WebhookChange = {
    updatedAt: now,
    ...(url !== undefined && { url: checkUrl(url) }),
    ...(description !== undefined && { description }),
    ...(events !== undefined && { events: [...new Set(events)] }),
    ...(enabled !== undefined && { enabled }),
    // What happened while it was off stays untold.
    ...(isSwitchedOn && { activeSince: now, disabledReason: null, failingSince: null, lastFailureAt: null }),
    ...(secret !== null && { sealed: vault.seal(secret, secretContext(id)) }),
  };
  await database.transaction(async (tx) => {
    if (!(await tx.webhooks.update(id, change))) return;
    const changed = Object.keys({ url, description, events, enabled }).filter((key) => Object.hasOwn(change, key));
    await audit(ports, tx, actor, { action: "webhook.update", objectId: id, detail: { changed, rotateSecret } });
  });
  bus.publish("settings", { key: "webhooks" });
  return { webhook: await webhookById(ports, id), secret };
}

/** Deletes an endpoint with its log; what waits for it is never sent. */
export async function deleteWebhook(ports: Needs, actor: Actor, id: string): Promise<void> {
  await webhookById(ports, id);
  await ports.database.transaction(async (tx) => {
    await tx.webhooks.remove(id);
    await audit(ports, tx, actor, { action: "webhook.delete", objectId: id });
  });
  ports.bus.publish("settings", { key: "webhooks" });
}
