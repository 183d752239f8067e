import { z } from "@hono/zod-openapi";
import {
  createModel,
  deleteModel,
  discoverModels,
  findLocalOllama,
  getModel,
  listEnvironment,
  listModels,
  type Model as RegistryModel,
  setDefaultModel,
  testModel,
  tryModel,
  updateModel,
} from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { Id, IdParam, json, jsonBody, toTimeOrNull } from "../http/schemas.ts";
import {
  BaseUrl,
  EnvironmentProvider,
  FoundModels,
  Model,
  ModelChange,
  ModelChoice,
  ModelName,
  ModelTest,
  NewModel,
  Options,
  Provider,
  Secret,
} from "./model-schemas.ts";

const about = { tags: ["Models"], role: "admin" as const };

const list = defineRoute({
  ...about,
  role: "viewer",
  scope: "ask",
  method: "get",
  path: "/",
  operationId: "listModels",
  summary: "The language models that are set up",
  description: "Administrators see the whole registry, all others the chat models that they can choose to be answered by.",
  responses: {
    200: json(
      "The models; `embedding` is the one that search by meaning uses.",
      z.object({
        items: z.array(z.union([Model, ModelChoice])),
        embedding: z.object({ id: z.string(), dimensions: z.int(), fusionWeight: z.number() }).nullable(),
      }),
    ),
  },
});

const create = defineRoute({
  ...about,
  method: "post",
  path: "/",
  operationId: "createModel",
  summary: "Add a model",
  request: { body: jsonBody(NewModel) },
  responses: { 201: json("The model.", Model) },
});

const Connection = z.strictObject({
  provider: Provider,
  baseUrl: BaseUrl.optional(),
  apiKey: Secret.optional(),
  credentialId: Id.optional(),
  options: Options.optional(),
});

const discover = defineRoute({
  ...about,
  method: "post",
  path: "/discover",
  operationId: "discoverModels",
  summary: "The models that a provider offers",
  description: "Nothing is stored. An Ollama on the server's machine is found without an address.",
  request: {
    body: jsonBody(Connection),
  },
  responses: { 200: json("What was found.", FoundModels) },
});

const ollama = defineRoute({
  ...about,
  method: "get",
  path: "/ollama",
  operationId: "findOllama",
  summary: "The Ollama on the server's machine, if one answers",
  responses: {
    200: json("What was found, or what to do about that.", z.object({ found: FoundModels.nullable(), advice: z.string().nullable() })),
  },
});

const environment = defineRoute({
  ...about,
  method: "get",
  path: "/environment",
  operationId: "listEnvironmentModels",
  summary: "The providers that the server's environment is set up for, by the variable that says so",
  responses: { 200: json("Keys are never shown.", z.object({ items: z.array(EnvironmentProvider) })) },
});

const attempt = defineRoute({
  ...about,
  method: "post",
  path: "/try",
  operationId: "tryModel",
  summary: "Ask a model that is not added yet for one word",
  description: "Nothing is stored. Without a key the environment's is used, where it has one for this very host.",
  request: { body: jsonBody(Connection.extend({ model: ModelName })) },
  responses: { 200: json("How that went; a model that fails is an answer too.", ModelTest) },
});

const read = defineRoute({
  ...about,
  method: "get",
  path: "/{id}",
  operationId: "getModel",
  summary: "A model",
  request: { params: IdParam },
  responses: { 200: json("The model.", Model) },
});

const patch = defineRoute({
  ...about,
  method: "patch",
  path: "/{id}",
  operationId: "updateModel",
  summary: "Change a model",
  description: "A base URL with another host asks for the API key again: secrets are bound to their host.",
  request: { params: IdParam, body: jsonBody(ModelChange) },
  responses: { 200: json("The model.", Model) },
});

const remove = defineRoute({
  ...about,
  method: "delete",
  path: "/{id}",
  operationId: "deleteModel",
  summary: "Remove a model",
  description: "Its credential and what it has cost stay.",
  request: { params: IdParam },
  responses: { 204: { description: "Gone." } },
});

const postTest = defineRoute({
  ...about,
  method: "post",
  path: "/{id}/test",
  operationId: "testModel",
  summary: "Ask a model for one word",
  request: { params: IdParam },
  responses: { 200: json("How that went; a model that fails is an answer too.", ModelTest) },
});

const postDefault = defineRoute({
  ...about,
  method: "post",
  path: "/{id}/default",
  operationId: "setDefaultModel",
  summary: "Make a chat model the default",
  request: { params: IdParam },
  responses: { 200: json("The model.", Model) },
});

export const models = createRouter();

models.openapi(list, async (c) => {
  const found = await listModels(c.var.ports, c.var.actor);
  const embedder = c.var.ports.semantic.current?.embedder;
  const embedding =
    embedder === undefined ? null : { id: embedder.id, dimensions: embedder.dimensions, fusionWeight: embedder.fusionWeight };
  const items = found.map((each) => ("provider" in each ? toModel(each) : { id: each.id, name: each.name, default: each.isDefault }));
  return c.json({ items, embedding }, 200);
});

models.openapi(create, async (c) => c.json(toModel(await createModel(c.var.ports, c.var.actor, c.req.valid("json"))), 201));

models.openapi(discover, async (c) => {
  return c.json(toFound(await discoverModels(c.var.ports, c.var.actor, c.req.valid("json"), c.req.raw.signal)), 200);
});

// Before what takes any word for an id.
models.openapi(ollama, async (c) => {
  const result = await findLocalOllama(c.var.ports, c.var.actor, c.req.raw.signal);
  return c.json(result.found === null ? result : { found: toFound(result.found), advice: null }, 200);
});

models.openapi(environment, async (c) => c.json({ items: [...listEnvironment(c.var.ports, c.var.actor)] }, 200));

models.openapi(read, async (c) => c.json(toModel(await getModel(c.var.ports, c.var.actor, c.req.valid("param").id)), 200));

models.openapi(patch, async (c) =>
  c.json(toModel(await updateModel(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.valid("json"))), 200),
);

models.openapi(remove, async (c) => {
  await deleteModel(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.body(null, 204);
});

models.openapi(postTest, async (c) =>
  c.json(toTest(await testModel(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.raw.signal)), 200),
);

models.openapi(attempt, async (c) => c.json(toTest(await tryModel(c.var.ports, c.var.actor, c.req.valid("json"), c.req.raw.signal)), 200));

models.openapi(postDefault, async (c) => c.json(toModel(await setDefaultModel(c.var.ports, c.var.actor, c.req.valid("param").id)), 200));

function toModel({ isDefault, createdAt, updatedAt, ...model }: RegistryModel) {
  return {
    ...model,
    options: { ...model.options },
    default: isDefault,
    createdAt: toTimeOrNull(createdAt),
    updatedAt: toTimeOrNull(updatedAt),
  };
}

function toFound({ baseUrl, models: found }: Awaited<ReturnType<typeof discoverModels>>) {
  return { baseUrl, models: found.map((each) => ({ ...each, contextTokens: each.contextTokens ?? null })) };
}

function toTest(tested: Awaited<ReturnType<typeof testModel>>) {
  return tested.ok ? tested : { ok: false, error: { code: tested.code, message: tested.message } };
}
