import { z } from "@hono/zod-openapi";
import {
  createPrompt,
  deletePrompt,
  getPrompt,
  listPrompts,
  listPromptVersions,
  previewPrompt,
  type PromptView,
  rollBackPrompt,
  updatePrompt,
} from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { IdParam, json, jsonBody, Time, toTime, toTimeOrNull } from "../http/schemas.ts";
import { Description, Name, Note } from "./assistant-schemas.ts";

const Kind = z.enum(["answer", "rewrite"]);
const Text = z.string().max(20_000).openapi({ description: "With variables such as `{{language}}`; at most 1,000 tokens." });

const Prompt = z
  .object({
    id: z.string(),
    kind: Kind,
    name: z.string(),
    description: z.string(),
    version: z.int().openapi({ description: "In force. 0: the product's own words." }),
    text: z.string(),
    builtIn: z.boolean(),
    defaultText: z.string(),
    variables: z.array(z.object({ name: z.string(), description: z.string(), sample: z.string() })),
    frame: z.string().openapi({ description: "What stands behind the text, and no template changes." }),
    createdAt: Time.nullable(),
    updatedAt: Time.nullable(),
  })
  .openapi("Prompt");

const PromptVersion = z
  .object({ version: z.int(), text: z.string(), note: z.string(), authorId: z.string().nullable(), createdAt: Time.nullable() })
  .openapi("PromptVersion");

const about = { tags: ["Prompts"], role: "editor" as const };

const list = defineRoute({
  ...about,
  method: "get",
  path: "/",
  operationId: "listPrompts",
  summary: "The product's own prompts, then yours",
  responses: { 200: json("All of them.", z.object({ items: z.array(Prompt), nextCursor: z.null() })) },
});

const create = defineRoute({
  ...about,
  method: "post",
  path: "/",
  operationId: "createPrompt",
  summary: "Make a prompt that assistants can be given",
  request: {
    body: jsonBody(z.strictObject({ kind: Kind.default("answer"), name: Name, description: Description.default(""), text: Text })),
  },
  responses: { 201: json("The prompt.", Prompt) },
});

const preview = defineRoute({
  ...about,
  method: "post",
  path: "/preview",
  operationId: "previewPrompt",
  summary: "What a text becomes with values, and what is wrong with it",
  request: {
    body: jsonBody(
      z.strictObject({ kind: Kind.default("answer"), text: Text, values: z.record(z.string().max(50), z.string().max(500)).optional() }),
    ),
  },
  responses: {
    200: json(
      "Nothing is stored.",
      z.object({
        text: z.string(),
        tokens: z.int(),
        mostTokens: z.int(),
        used: z.array(z.string()),
        problems: z.array(z.string()).openapi({ description: "None when it could be saved." }),
      }),
    ),
  },
});

const read = defineRoute({
  ...about,
  method: "get",
  path: "/{id}",
  operationId: "getPrompt",
  summary: "A prompt with its text in force",
  request: { params: IdParam },
  responses: { 200: json("The prompt.", Prompt) },
});

const patch = defineRoute({
  ...about,
  method: "patch",
  path: "/{id}",
  operationId: "updatePrompt",
  summary: "Change a prompt; a new text is its next version",
  description: "The product's own prompts are changed by administrators.",
  request: {
    params: IdParam,
    body: jsonBody(
      z.strictObject({
        name: Name.optional(),
        description: Description.optional(),
        text: Text.optional(),
        note: Note.optional(),
        basedOn: z.int().min(0).optional().openapi({ description: "The version you have edited; 409 when there is a newer one." }),
      }),
    ),
  },
  responses: { 200: json("The prompt.", Prompt) },
});

const remove = defineRoute({
  ...about,
  method: "delete",
  path: "/{id}",
  operationId: "deletePrompt",
  summary: "Delete a prompt of your own that no assistant uses",
  request: { params: IdParam },
  responses: { 204: { description: "Gone." } },
});

const versions = defineRoute({
  ...about,
  method: "get",
  path: "/{id}/versions",
  operationId: "listPromptVersions",
  summary: "The versions of a prompt, newest first",
  request: { params: IdParam },
  responses: {
    200: json("All of them; 0 are the product's own words.", z.object({ items: z.array(PromptVersion), nextCursor: z.null() })),
  },
});

const rollBack = defineRoute({
  ...about,
  method: "post",
  path: "/{id}/rollback",
  operationId: "rollBackPrompt",
  summary: "Put an earlier version's text in force; 0 restores the product's own words",
  request: { params: IdParam, body: jsonBody(z.strictObject({ version: z.int().min(0) })) },
  responses: { 200: json("The prompt.", Prompt) },
});

export const prompts = createRouter();

function toPrompt({ variables, createdAt, updatedAt, ...prompt }: PromptView): z.infer<typeof Prompt> {
  return { ...prompt, variables: [...variables], createdAt: toTimeOrNull(createdAt), updatedAt: toTimeOrNull(updatedAt) };
}

prompts.openapi(list, async (c) => c.json({ items: (await listPrompts(c.var.ports, c.var.actor)).map(toPrompt), nextCursor: null }, 200));

prompts.openapi(create, async (c) => c.json(toPrompt(await createPrompt(c.var.ports, c.var.actor, c.req.valid("json"))), 201));

prompts.openapi(preview, (c) => {
  const { kind, text, values } = c.req.valid("json");
  const { used, problems, ...shown } = previewPrompt(c.var.actor, kind, text, values);
  return c.json({ ...shown, used: [...used], problems: [...problems] }, 200);
});

prompts.openapi(read, async (c) => c.json(toPrompt(await getPrompt(c.var.ports, c.var.actor, c.req.valid("param").id)), 200));

prompts.openapi(patch, async (c) =>
  c.json(toPrompt(await updatePrompt(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.valid("json"))), 200),
);

prompts.openapi(remove, async (c) => {
  await deletePrompt(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.body(null, 204);
});

prompts.openapi(versions, async (c) => {
  const found = await listPromptVersions(c.var.ports, c.var.actor, c.req.valid("param").id);
  const items = found.map(({ createdAt, ...version }) => ({ ...version, createdAt: version.version === 0 ? null : toTime(createdAt) }));
  return c.json({ items, nextCursor: null }, 200);
});

prompts.openapi(rollBack, async (c) =>
  c.json(toPrompt(await rollBackPrompt(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.valid("json").version)), 200),
);
