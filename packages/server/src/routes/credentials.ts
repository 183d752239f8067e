import { z } from "@hono/zod-openapi";
import { createCredential, deleteCredential, listCredentials, updateCredential } from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { IdParam, json, jsonBody, withTimes } from "../http/schemas.ts";
import { BaseUrl, Credential, Provider, Secret } from "./model-schemas.ts";
import { Name } from "./people-schemas.ts";

const about = { tags: ["Models"], role: "admin" as const };

const list = defineRoute({
  ...about,
  method: "get",
  path: "/",
  operationId: "listCredentials",
  summary: "The API keys of model providers, without the keys",
  responses: { 200: json("All of them.", z.object({ items: z.array(Credential) })) },
});

const create = defineRoute({
  ...about,
  method: "post",
  path: "/",
  operationId: "createCredential",
  summary: "Save the API key of a provider",
  description: "It is bound to the host of the base URL, or of the provider: it is sent there and nowhere else.",
  request: { body: jsonBody(z.strictObject({ name: Name, provider: Provider, baseUrl: BaseUrl.optional(), secret: Secret })) },
  responses: { 201: json("The credential.", Credential) },
});

const patch = defineRoute({
  ...about,
  method: "patch",
  path: "/{id}",
  operationId: "updateCredential",
  summary: "Rename a credential, or put a new secret in the place of the old one",
  description: "Its id and its host stay, and every model that uses it goes on with the new secret.",
  request: { params: IdParam, body: jsonBody(z.strictObject({ name: Name.optional(), secret: Secret.optional() })) },
  responses: { 200: json("The credential.", Credential) },
});

const remove = defineRoute({
  ...about,
  method: "delete",
  path: "/{id}",
  operationId: "deleteCredential",
  summary: "Erase a credential that no model uses",
  request: { params: IdParam },
  responses: { 204: { description: "Gone for good." } },
});

export const credentials = createRouter();

credentials.openapi(list, async (c) => c.json(withTimes({ items: await listCredentials(c.var.ports, c.var.actor) }), 200));

credentials.openapi(create, async (c) => c.json(withTimes(await createCredential(c.var.ports, c.var.actor, c.req.valid("json"))), 201));

credentials.openapi(patch, async (c) =>
  c.json(withTimes(await updateCredential(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.valid("json"))), 200),
);

credentials.openapi(remove, async (c) => {
  await deleteCredential(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.body(null, 204);
});
