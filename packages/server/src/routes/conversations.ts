import {
  type Conversation as CoreConversation,
  createConversation,
  deleteConversation,
  postMessage,
  readConversation,
  updateConversation,
} from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import { createRouter, defineRoute } from "../http/router.ts";
import { Filters, Id, IdParam, json, jsonBody, pageOf, PageQuery, Time, toTime } from "../http/schemas.ts";
import { Answer, Model, toAnswer } from "./answer-schemas.ts";
import { Attachment } from "./attachments.ts";

const Conversation = z
  .object({
    id: z.string(),
    title: z.string(),
    pinned: z.boolean(),
    temporary: z.boolean().openapi({ description: "In no list; erased an hour after its last question." }),
    model: z
      .string()
      .nullable()
      .openapi({ description: "Id of the language model that the last question was asked to; null: the default." }),
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi("Conversation");

const Message = z
  .object({
    id: z.string(),
    role: z.enum(["user", "assistant"]),
    content: z.string(),
    runId: z.string().nullable(),
    parentId: z.string().nullable().openapi({ description: "The message it follows; several with the same parent are branches." }),
    answer: Answer.nullable(),
    feedback: z
      .object({
        rating: z.union([z.literal(1), z.literal(-1)]),
        reason: z.string().nullable(),
        comment: z.string().nullable(),
        shared: z.boolean().openapi({ description: "The question was sent to the administrators with it." }),
      })
      .nullable()
      .openapi({ description: "What you said about the answer." }),
    createdAt: Time,
  })
  .openapi("Message");

const about = { tags: ["Conversations"], role: "viewer" as const, scope: "ask" as const };
const Title = z.string().trim().min(1).max(200);

const createRoute = defineRoute({
  ...about,
  method: "post",
  path: "/conversations",
  operationId: "createConversation",
  summary: "Begin a conversation",
  request: {
    body: jsonBody(
      z.strictObject({
        title: Title.optional(),
        temporary: z.boolean().optional().openapi({
          description: "Keeps it out of every list and erases it an hour after its last question, if you have not done so before.",
        }),
      }),
    ),
  },
  responses: { 201: json("The conversation.", Conversation) },
});

const listRoute = defineRoute({
  ...about,
  method: "get",
  path: "/conversations",
  operationId: "listConversations",
  summary: "Your conversations, newest first",
  request: {
    query: PageQuery.extend({
      q: z.string().trim().min(1).max(200).optional().openapi({ description: "In the title or in one of your questions, in any case." }),
    }),
  },
  responses: { 200: json("A page.", pageOf(Conversation)) },
});

const readRoute = defineRoute({
  ...about,
  method: "get",
  path: "/conversations/{id}",
  operationId: "getConversation",
  summary: "A conversation of yours with its answers as you may read them now",
  request: { params: IdParam },
  responses: { 200: json("The conversation.", Conversation.extend({ messages: z.array(Message), attachments: z.array(Attachment) })) },
});

const updateRoute = defineRoute({
  ...about,
  method: "patch",
  path: "/conversations/{id}",
  operationId: "updateConversation",
  summary: "Rename or pin a conversation",
  request: { params: IdParam, body: jsonBody(z.strictObject({ title: Title.optional(), pinned: z.boolean().optional() })) },
  responses: { 200: json("The conversation.", Conversation) },
});

const deleteRoute = defineRoute({
  ...about,
  method: "delete",
  path: "/conversations/{id}",
  operationId: "deleteConversation",
  summary: "Delete a conversation with its answers and attached files",
  request: { params: IdParam },
  responses: { 204: { description: "Deleted." } },
});

const messageRoute = defineRoute({
  ...about,
  method: "post",
  path: "/conversations/{id}/messages",
  operationId: "postMessage",
  summary: "Ask in a conversation; follow the answer at /runs/{runId}/events",
  request: {
    params: IdParam,
    body: jsonBody(
      z.strictObject({
        content: z.string().trim().min(1).max(4000),
        filters: Filters.default({}),
        model: Model.optional(),
        assistantId: Id.optional().openapi({ description: "Answers as this assistant does." }),
        parentId: Id.nullable().optional().openapi({
          description: "The message it follows: an earlier one makes a branch, null one that begins anew. Absent: the latest.",
        }),
      }),
    ),
  },
  responses: { 202: json("The answer is being made.", z.object({ runId: z.string() })) },
});

export const conversations = createRouter();

function toConversation({ createdAt, updatedAt, modelId, ...conversation }: CoreConversation): z.infer<typeof Conversation> {
  const { id, title, pinned, temporary } = conversation;
  return { id, title, pinned, temporary, model: modelId, createdAt: toTime(createdAt), updatedAt: toTime(updatedAt) };
}

conversations.openapi(createRoute, async (c) =>
  c.json(toConversation(await createConversation(c.var.ports, c.var.actor, c.req.valid("json"))), 201),
);

conversations.openapi(listRoute, async (c) => {
  const { cursor = null, limit, q } = c.req.valid("query");
  const items = await c.var.ports.database.forActor(c.var.actor).answers.conversations(cursor, limit, q);
  return c.json({ items: items.map(toConversation), nextCursor: items.length === limit ? (items.at(-1)?.id ?? null) : null }, 200);
});

conversations.openapi(readRoute, async (c) => {
  const conversation = await readConversation(c.var.ports, c.var.actor, c.req.valid("param").id);
  const messages = conversation.messages.map((message) => ({
    id: message.id,
    role: message.role,
    content: message.content,
    runId: message.runId,
    parentId: message.parentId,
    createdAt: toTime(message.createdAt),
    answer: message.answer === null ? null : toAnswer(message.answer),
    feedback: message.feedback,
  }));
  return c.json({ ...toConversation(conversation), messages, attachments: [...conversation.attachments] }, 200);
});

conversations.openapi(updateRoute, async (c) =>
  c.json(toConversation(await updateConversation(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.valid("json"))), 200),
);

conversations.openapi(deleteRoute, async (c) => {
  await deleteConversation(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.body(null, 204);
});

conversations.openapi(messageRoute, async (c) => {
  const { runId } = await postMessage(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.valid("json"));
  return c.json({ runId }, 202);
});
