import { z } from "@hono/zod-openapi";
import {
  createAssistant,
  deleteAssistant,
  getAssistant,
  listAssistants,
  listAssistantVersions,
  previewAnswer,
  rollBackAssistant,
  updateAssistant,
} from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { IdParam, json, jsonBody, toTime } from "../http/schemas.ts";
import { Assistant, AssistantVersion, Audience, Content, Note, Slug, toAssistant, toContent } from "./assistant-schemas.ts";
import { Configuration, toConfiguration } from "./evaluation-schemas.ts";

const about = { tags: ["Assistants"], role: "member" as const };

const list = defineRoute({
  ...about,
  role: "viewer",
  scope: "ask",
  method: "get",
  path: "/",
  operationId: "listAssistants",
  summary: "The assistants you may ask, by name",
  description: "Those that are switched off are shown to those who may change them.",
  responses: { 200: json("All of them.", z.object({ items: z.array(Assistant), nextCursor: z.null() })) },
});

const create = defineRoute({
  ...about,
  method: "post",
  path: "/",
  operationId: "createAssistant",
  summary: "Make an assistant",
  description: "Members make private ones; editors share them. An assistant shows nobody more than they may read.",
  request: {
    body: jsonBody(
      z.strictObject({
        content: Content,
        audience: Audience.default({ visibility: "private", allow: [] }),
        slug: Slug.optional(),
        enabled: z.boolean().default(true),
      }),
    ),
  },
  responses: { 201: json("The assistant.", Assistant) },
});

const read = defineRoute({
  ...about,
  role: "viewer",
  scope: "ask",
  method: "get",
  path: "/{id}",
  operationId: "getAssistant",
  summary: "An assistant",
  request: { params: IdParam },
  responses: { 200: json("The assistant.", Assistant) },
});

const patch = defineRoute({
  ...about,
  method: "patch",
  path: "/{id}",
  operationId: "updateAssistant",
  summary: "Change an assistant; new content is its next version",
  request: {
    params: IdParam,
    body: jsonBody(
      z.strictObject({
        content: Content.optional(),
        note: Note.optional(),
        audience: Audience.optional(),
        slug: Slug.optional(),
        enabled: z.boolean().optional(),
        basedOn: z.int().min(1).optional().openapi({ description: "The version you have edited; 409 when there is a newer one." }),
      }),
    ),
  },
  responses: { 200: json("The assistant.", Assistant) },
});

const remove = defineRoute({
  ...about,
  method: "delete",
  path: "/{id}",
  operationId: "deleteAssistant",
  summary: "Delete an assistant with its versions",
  description: "What it has answered stays with those who asked.",
  request: { params: IdParam },
  responses: { 204: { description: "Gone." } },
});

const versions = defineRoute({
  ...about,
  method: "get",
  path: "/{id}/versions",
  operationId: "listAssistantVersions",
  summary: "The versions of an assistant, newest first",
  request: { params: IdParam },
  responses: { 200: json("All of them.", z.object({ items: z.array(AssistantVersion), nextCursor: z.null() })) },
});

const rollBack = defineRoute({
  ...about,
  method: "post",
  path: "/{id}/rollback",
  operationId: "rollBackAssistant",
  summary: "Make an earlier version's content the present one, as a new version",
  request: { params: IdParam, body: jsonBody(z.strictObject({ version: z.int().min(1) })) },
  responses: { 200: json("The assistant.", Assistant) },
});

const Said = z.strictObject({ question: z.string().trim().min(1).max(4000), answer: z.string().max(8000) });

const preview = defineRoute({
  ...about,
  method: "post",
  path: "/preview",
  operationId: "previewAnswer",
  summary: "Ask as an assistant would answer that is not saved yet, or by a configuration",
  description: "Follow it at /runs/{runId}/events. The answer is yours, stands in no conversation and is gone after a day.",
  request: {
    body: jsonBody(
      z.strictObject({
        question: z.string().trim().min(1).max(4000),
        configuration: Configuration.default({}),
        draft: Content.optional(),
        history: z.array(Said).max(10).optional(),
      }),
    ),
  },
  responses: { 202: json("The answer is being made.", z.object({ runId: z.string() })) },
});

export const assistants = createRouter();

assistants.openapi(list, async (c) => {
  const items = await listAssistants(c.var.ports, c.var.actor);
  return c.json({ items: items.map(toAssistant), nextCursor: null }, 200);
});

assistants.openapi(create, async (c) => c.json(toAssistant(await createAssistant(c.var.ports, c.var.actor, c.req.valid("json"))), 201));

assistants.openapi(preview, async (c) => {
  const { configuration, ...asked } = c.req.valid("json");
  const { runId } = await previewAnswer(c.var.ports, c.var.actor, { ...asked, configuration: toConfiguration(configuration) });
  return c.json({ runId }, 202);
});

assistants.openapi(read, async (c) => c.json(toAssistant(await getAssistant(c.var.ports, c.var.actor, c.req.valid("param").id)), 200));

assistants.openapi(patch, async (c) =>
  c.json(toAssistant(await updateAssistant(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.valid("json"))), 200),
);

assistants.openapi(remove, async (c) => {
  await deleteAssistant(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.body(null, 204);
});

assistants.openapi(versions, async (c) => {
  const found = await listAssistantVersions(c.var.ports, c.var.actor, c.req.valid("param").id);
  const items = found.map(({ content, createdAt, ...version }) => ({
    ...version,
    content: toContent(content),
    createdAt: toTime(createdAt),
  }));
  return c.json({ items, nextCursor: null }, 200);
});

assistants.openapi(rollBack, async (c) =>
  c.json(toAssistant(await rollBackAssistant(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.valid("json").version)), 200),
);
