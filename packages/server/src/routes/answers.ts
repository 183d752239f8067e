import {
  cancelRun,
  continueRun,
  giveFeedback,
  postMessage,
  readAnswer,
  regenerateRun,
  startRun,
  withdrawFeedback,
} from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import { SmartyError } from "@smartypants/sdk";
import type { Context } from "hono";
import type { Env } from "../http/env.ts";
import { createRouter, defineRoute } from "../http/router.ts";
import type { Replay } from "../middleware/idempotency.ts";
import { Filters, Id, IdParam, json, jsonBody } from "../http/schemas.ts";
import { Answer, Model, toAnswer } from "./answer-schemas.ts";
import { sendEvents } from "./event-stream.ts";

const eventStream = {
  description: "Events: phase, citation, delta, done, error.",
  content: { "text/event-stream": { schema: z.string() } },
};

const answerRoute = defineRoute({
  method: "post",
  path: "/answers",
  operationId: "answer",
  tags: ["Answers"],
  summary: "Ask a question; the answer quotes what you may read",
  role: "viewer",
  scope: "ask",
  request: {
    body: jsonBody(
      z.strictObject({
        question: z.string().trim().min(1).max(4000),
        conversationId: Id.optional(),
        filters: Filters.default({}),
        model: Model.optional(),
        assistantId: Id.optional().openapi({ description: "Answers as this assistant does." }),
        stream: z.boolean().default(false).openapi({ description: "Server-sent events instead of one JSON answer." }),
      }),
    ),
  },
  responses: {
    200: { description: "The answer.", content: { "application/json": { schema: Answer }, "text/event-stream": { schema: z.string() } } },
  },
});

const runRoute = defineRoute({
  method: "get",
  path: "/runs/{id}",
  operationId: "getRun",
  tags: ["Answers"],
  summary: "An answer of yours as you may read it now",
  role: "viewer",
  scope: "ask",
  request: { params: IdParam },
  responses: { 200: json("The answer.", Answer) },
});

const eventsRoute = defineRoute({
  method: "get",
  path: "/runs/{id}/events",
  operationId: "runEvents",
  tags: ["Answers"],
  summary: "Follow an answer while it is made; resumes with Last-Event-ID",
  role: "viewer",
  scope: "ask",
  request: { params: IdParam, query: z.object({ after: z.coerce.number().int().min(0).optional() }) },
  responses: { 200: eventStream },
});

const cancelRoute = defineRoute({
  method: "post",
  path: "/runs/{id}/cancel",
  operationId: "cancelRun",
  tags: ["Answers"],
  summary: "Stop an answer of yours",
  role: "viewer",
  scope: "ask",
  request: { params: IdParam },
  responses: { 202: json("It stops within two seconds.", z.object({ runId: z.string() })) },
});

const Started = json("The answer is being made; follow it at /runs/{runId}/events.", z.object({ runId: z.string() }));

const regenerateRoute = defineRoute({
  method: "post",
  path: "/runs/{id}/regenerate",
  operationId: "regenerateRun",
  tags: ["Answers"],
  summary: "Answer the question of an answer of yours once more; in a conversation beside the first answer",
  role: "viewer",
  scope: "ask",
  request: { params: IdParam, body: jsonBody(z.strictObject({ model: Model.optional() })) },
  responses: { 202: Started },
});

const continueRoute = defineRoute({
  method: "post",
  path: "/runs/{id}/continue",
  operationId: "continueRun",
  tags: ["Answers"],
  summary: "Go on with an answer of yours that was cut off because of its length",
  role: "viewer",
  scope: "ask",
  request: { params: IdParam },
  responses: { 202: Started },
});

const feedbackRoute = defineRoute({
  method: "post",
  path: "/feedback",
  operationId: "giveFeedback",
  tags: ["Answers"],
  summary: "Say whether an answer of yours helped",
  role: "viewer",
  scope: "ask",
  request: {
    body: jsonBody(
      z.strictObject({
        runId: Id,
        rating: z.union([z.literal(1), z.literal(-1)]),
        reason: z.enum(["wrong", "incomplete", "outdated", "not_relevant", "other"]).optional(),
        comment: z.string().max(2000).optional(),
        share: z.boolean().default(false).openapi({
          description:
            "Sends the question to the administrators in your words, with reason and comment and without your name. Only with a rating of -1.",
        }),
      }),
    ),
  },
  responses: { 201: json("Kept.", z.object({ runId: z.string() })) },
});

const withdrawRoute = defineRoute({
  method: "delete",
  path: "/runs/{id}/feedback",
  operationId: "withdrawFeedback",
  tags: ["Answers"],
  summary: "Take back what you said about an answer of yours",
  role: "viewer",
  scope: "ask",
  request: { params: IdParam },
  responses: { 204: { description: "Nothing is kept." } },
});

export const answers = createRouter();

async function readRun(c: Context<Env>, runId: string): Promise<z.infer<typeof Answer>> {
  const run = await c.var.ports.database.forActor(c.var.actor).answers.run(runId);
  if (run === null) throw new SmartyError("not_found", "There is no such answer.");
  return toAnswer(await readAnswer(c.var.ports, c.var.actor, run));
}

/** The same answer, read again with today's permissions. */
export const replayAnswer: Replay = {
  keep: (body) => (JSON.parse(body) as { readonly runId: string }).runId,
  answer: async (c, runId) => c.json(await readRun(c, runId), 200),
};

answers.openapi(answerRoute, async (c) => {
  const { conversationId, stream, ...question } = c.req.valid("json");
  const { ports, actor } = c.var;
  const started =
    conversationId === undefined
      ? await startRun(ports, actor, question)
      : await postMessage(ports, actor, conversationId, {
          content: question.question,
          filters: question.filters,
          model: question.model,
          assistantId: question.assistantId,
        });
  if (stream) return sendEvents(c, { runId: started.runId, after: 0, stopsWithReader: true });
  await started.ended;
  return c.json(await readRun(c, started.runId), 200);
});

answers.openapi(runRoute, async (c) => c.json(await readRun(c, c.req.valid("param").id), 200));

answers.openapi(eventsRoute, async (c) => {
  const { id } = c.req.valid("param");
  await readRun(c, id);
  const last = Number(c.req.header("Last-Event-ID") ?? c.req.valid("query").after ?? 0);
  return sendEvents(c, { runId: id, after: Number.isInteger(last) && last > 0 ? last : 0, stopsWithReader: false });
});

answers.openapi(cancelRoute, async (c) => {
  const { id } = c.req.valid("param");
  await cancelRun(c.var.ports, c.var.actor, id);
  return c.json({ runId: id }, 202);
});

answers.openapi(feedbackRoute, async (c) => {
  const feedback = c.req.valid("json");
  await giveFeedback(c.var.ports, c.var.actor, feedback);
  return c.json({ runId: feedback.runId }, 201);
});

answers.openapi(withdrawRoute, async (c) => {
  await withdrawFeedback(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.body(null, 204);
});

answers.openapi(regenerateRoute, async (c) => {
  const { runId } = await regenerateRun(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.valid("json").model);
  return c.json({ runId }, 202);
});

answers.openapi(continueRoute, async (c) => {
  const { runId } = await continueRun(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.json({ runId }, 202);
});
