import { z } from "@hono/zod-openapi";
import {
  createWebhook,
  deleteWebhook,
  testWebhook,
  updateWebhook,
  type Webhook as CoreWebhook,
  WEBHOOK_EVENTS,
  webhookById,
  type WebhookDelivery,
} from "@smartypants/core";
import { createRouter, defineRoute } from "../../http/router.ts";
import { IdParam, json, jsonBody, pageOf, PageQuery, Time, withTimes } from "../../http/schemas.ts";

const Url = z.string().min(1).max(2000).openapi({ example: "https://example.org/hooks/smartypants" });
const Events = z.array(z.enum(WEBHOOK_EVENTS)).min(1).max(20);
const Description = z.string().trim().max(500);
const Secret = z.string().openapi({ description: "For checking signatures; shown this once.", example: "whsec_…" });

const Webhook = z
  .object({
    id: z.string(),
    url: Url,
    description: Description,
    events: Events,
    enabled: z.boolean(),
    disabledReason: z.string().nullable().openapi({ description: "Why it was switched off by itself." }),
    failingSinceAt: Time.nullable().openapi({ description: "The first failure since the last success." }),
    createdBy: z.string(),
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi("Webhook");

const Delivery = z
  .object({
    id: z.string().openapi({ description: "Sent as `webhook-id`." }),
    type: z.enum([...WEBHOOK_EVENTS, "webhook.test"]),
    body: z.string().openapi({ description: "Exactly what is signed and sent." }),
    state: z.enum(["waiting", "delivered", "failed"]),
    attempts: z.int(),
    nextAttemptAt: Time.nullable(),
    status: z.int().nullable().openapi({ description: "Of the last answer; null when there was none." }),
    error: z.string().nullable(),
    durationMs: z.int().nullable(),
    createdAt: Time,
    finishedAt: Time.nullable(),
  })
  .openapi("WebhookDelivery");

const about = { tags: ["Webhooks"], role: "admin" as const };
/** Of what makes and tries them; looking at them, changing and deleting them is always possible. */
const ability = { feature: "features.webhooks" as const };

const listRoute = defineRoute({
  ...about,
  method: "get",
  path: "/",
  operationId: "listWebhooks",
  summary: "Addresses that are told of events",
  responses: { 200: json("All of them, oldest first.", z.object({ items: z.array(Webhook), nextCursor: z.null() })) },
});

const createRoute = defineRoute({
  ...about,
  ...ability,
  method: "post",
  path: "/",
  operationId: "createWebhook",
  summary: "Have events posted to an address",
  description: "Signed as Standard Webhooks says. Events hold ids and numbers, never content.",
  request: { body: jsonBody(z.strictObject({ url: Url, description: Description.default(""), events: Events })) },
  responses: { 201: json("The webhook with its secret.", Webhook.extend({ secret: Secret }).openapi("NewWebhook")) },
});

const readRoute = defineRoute({
  ...about,
  method: "get",
  path: "/{id}",
  operationId: "getWebhook",
  summary: "One webhook",
  request: { params: IdParam },
  responses: { 200: json("The webhook.", Webhook) },
});

const updateRoute = defineRoute({
  ...about,
  method: "patch",
  path: "/{id}",
  operationId: "updateWebhook",
  summary: "Change a webhook, or give it a new secret",
  request: {
    params: IdParam,
    body: jsonBody(
      z.strictObject({
        url: Url.optional(),
        description: Description.optional(),
        events: Events.optional(),
        enabled: z.boolean().optional(),
        rotateSecret: z.boolean().optional().openapi({ description: "The old secret signs nothing from now on." }),
      }),
    ),
  },
  responses: {
    200: json("The webhook; with its secret when that is new.", Webhook.extend({ secret: Secret.optional() }).openapi("ChangedWebhook")),
  },
});

const deleteRoute = defineRoute({
  ...about,
  method: "delete",
  path: "/{id}",
  operationId: "deleteWebhook",
  summary: "Delete a webhook with its log",
  request: { params: IdParam },
  responses: { 204: { description: "Gone." } },
});

const testRoute = defineRoute({
  ...about,
  ...ability,
  method: "post",
  path: "/{id}/test",
  operationId: "testWebhook",
  summary: "Send a `webhook.test` event now and see what comes of it",
  request: { params: IdParam },
  responses: { 200: json("The delivery, whether it arrived or not.", Delivery) },
});

const deliveriesRoute = defineRoute({
  ...about,
  method: "get",
  path: "/{id}/deliveries",
  operationId: "listWebhookDeliveries",
  summary: "What was sent in the last seven days, newest first",
  request: { params: IdParam, query: PageQuery },
  responses: { 200: json("A page.", pageOf(Delivery)) },
});

export const webhooks = createRouter();

function toWebhook({ events, failingSince, activeSince: _active, lastFailureAt: _last, ...webhook }: CoreWebhook): z.infer<typeof Webhook> {
  return withTimes({ ...webhook, events: [...events], failingSinceAt: failingSince });
}

function toDelivery({ webhookId: _webhook, eventKey: _key, ...delivery }: WebhookDelivery): z.infer<typeof Delivery> {
  return withTimes(delivery);
}

webhooks.openapi(listRoute, async (c) => {
  const items = await c.var.ports.database.webhooks.list();
  return c.json({ items: items.map(toWebhook), nextCursor: null }, 200);
});

webhooks.openapi(createRoute, async (c) => {
  const { webhook, secret } = await createWebhook(c.var.ports, c.var.actor, c.req.valid("json"));
  return c.json({ ...toWebhook(webhook), secret }, 201);
});

webhooks.openapi(readRoute, async (c) => c.json(toWebhook(await webhookById(c.var.ports, c.req.valid("param").id)), 200));

webhooks.openapi(updateRoute, async (c) => {
  const { url, description, events, enabled, rotateSecret } = c.req.valid("json");
  const edit = {
    ...(url !== undefined && { url }),
    ...(description !== undefined && { description }),
    ...(events !== undefined && { events }),
    ...(enabled !== undefined && { enabled }),
    ...(rotateSecret !== undefined && { rotateSecret }),
  };
  const { webhook, secret } = await updateWebhook(c.var.ports, c.var.actor, c.req.valid("param").id, edit);
  return c.json({ ...toWebhook(webhook), ...(secret !== null && { secret }) }, 200);
});

webhooks.openapi(deleteRoute, async (c) => {
  await deleteWebhook(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.body(null, 204);
});

webhooks.openapi(testRoute, async (c) =>
  c.json(toDelivery(await testWebhook(c.var.ports, c.req.valid("param").id, c.req.raw.signal)), 200),
);

webhooks.openapi(deliveriesRoute, async (c) => {
  const { cursor = null, limit } = c.req.valid("query");
  const { id } = await webhookById(c.var.ports, c.req.valid("param").id);
  const found = await c.var.ports.database.webhooks.deliveries(id, cursor, limit);
  return c.json({ items: found.map(toDelivery), nextCursor: found.length === limit ? (found.at(-1)?.id ?? null) : null }, 200);
});
