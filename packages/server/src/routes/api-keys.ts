import { z } from "@hono/zod-openapi";
import { createApiKey, listApiKeys, revokeApiKey } from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { FutureTime, Id, IdParam, json, jsonBody, pageOf, PageQuery, withTimes, Time } from "../http/schemas.ts";
import { Name, Scopes } from "./people-schemas.ts";

const tags = ["People"];

const ApiKey = z
  .object({
    id: Id,
    userId: Id,
    name: z.string(),
    prefix: z.string().openapi({ description: "How the key begins, for telling keys apart.", example: "sp_4mR9kQ2x" }),
    scopes: Scopes,
    expiresAt: Time.nullable(),
    lastUsedAt: Time.nullable().openapi({ description: "To the minute." }),
    createdAt: Time,
  })
  .openapi("ApiKey");

const list = defineRoute({
  method: "get",
  path: "/",
  operationId: "listApiKeys",
  tags,
  summary: "One's own API keys, or everybody's",
  role: "viewer",
  request: {
    query: PageQuery.extend({
      all: z.enum(["true", "false"]).default("false").openapi({ description: "`true`: everybody's; for administrators." }),
    }),
  },
  responses: { 200: json("A page of keys.", pageOf(ApiKey.extend({ ownerEmail: z.string() }).openapi("OwnedApiKey"))) },
});

const create = defineRoute({
  method: "post",
  path: "/",
  operationId: "createApiKey",
  tags,
  summary: "Make an API key",
  description: "It acts as its owner, within its scopes, until it expires or is revoked.",
  role: "viewer",
  request: {
    body: jsonBody(
      z.strictObject({
        name: Name,
        scopes: Scopes.optional(),
        expiresAt: FutureTime.nullable()
          .optional()
          .openapi({ type: ["string", "null"] }),
      }),
    ),
  },
  responses: { 201: json("The key, shown this once.", ApiKey.extend({ key: z.string() }).openapi("NewApiKey")) },
});

const remove = defineRoute({
  method: "delete",
  path: "/{id}",
  operationId: "revokeApiKey",
  tags,
  summary: "Revoke an API key",
  role: "viewer",
  request: { params: IdParam },
  responses: { 204: { description: "It does not work any more." } },
});

export const apiKeys = createRouter();

apiKeys.openapi(list, async (c) => {
  const { all, ...page } = c.req.valid("query");
  const { items, nextCursor } = await listApiKeys(c.var.ports, c.var.actor, { ...page, all: all === "true" });
  return c.json(withTimes({ items: items.map((each) => ({ ...each, scopes: [...each.scopes] })), nextCursor }), 200);
});

apiKeys.openapi(create, async (c) => {
  const { apiKey, key } = await createApiKey(c.var.ports, c.var.actor, c.req.valid("json"));
  return c.json(withTimes({ ...apiKey, scopes: [...apiKey.scopes], key }), 201);
});

apiKeys.openapi(remove, async (c) => {
  await revokeApiKey(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.body(null, 204);
});
