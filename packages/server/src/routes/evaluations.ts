import { z } from "@hono/zod-openapi";
import {
  cancelEvaluation,
  deleteEvaluation,
  exportEvaluation,
  listEvaluations,
  readEvaluation,
  requestEvaluation,
} from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { Id, IdParam, json, jsonBody } from "../http/schemas.ts";
import { Configuration, Evaluation, EvaluationDetail, toDetail, toEvaluation } from "./evaluation-schemas.ts";

const about = { tags: ["Evaluation"], role: "editor" as const };

const list = defineRoute({
  ...about,
  method: "get",
  path: "/",
  operationId: "listEvaluations",
  summary: "Evaluations, newest first: your own, and for administrators all",
  request: { query: z.object({ setId: Id.optional() }) },
  responses: { 200: json("The latest 200.", z.object({ items: z.array(Evaluation), nextCursor: z.null() })) },
});

const create = defineRoute({
  ...about,
  method: "post",
  path: "/",
  operationId: "startEvaluation",
  summary: "Answer the questions of a set and measure the answers",
  description: "Runs in the background with the permissions of one person. What it costs is yours.",
  request: {
    body: jsonBody(
      z.strictObject({
        setId: Id,
        name: z.string().trim().max(100).optional(),
        configuration: Configuration.optional(),
        actingUserId: Id.optional().openapi({ description: "Whose permissions apply; another than you needs an administrator." }),
      }),
    ),
  },
  responses: { 202: json("The evaluation, queued.", Evaluation) },
});

const read = defineRoute({
  ...about,
  method: "get",
  path: "/{id}",
  operationId: "getEvaluation",
  summary: "An evaluation with the result of each question",
  request: { params: IdParam },
  responses: { 200: json("The evaluation.", EvaluationDetail) },
});

const cancel = defineRoute({
  ...about,
  method: "post",
  path: "/{id}/cancel",
  operationId: "cancelEvaluation",
  summary: "Stop an evaluation; what was answered stays",
  request: { params: IdParam },
  responses: { 202: json("The evaluation.", Evaluation) },
});

const remove = defineRoute({
  ...about,
  method: "delete",
  path: "/{id}",
  operationId: "deleteEvaluation",
  summary: "Delete an evaluation with its results",
  request: { params: IdParam },
  responses: { 204: { description: "Gone." } },
});

const exportRoute = defineRoute({
  ...about,
  method: "get",
  path: "/{id}/export",
  operationId: "exportEvaluation",
  summary: "The results as CSV, a line a question",
  request: { params: IdParam },
  responses: { 200: { description: "The file.", content: { "text/csv": { schema: z.string() } } } },
});

export const evaluations = createRouter();

evaluations.openapi(list, async (c) => {
  const items = await listEvaluations(c.var.ports, c.var.actor, c.req.valid("query").setId ?? null);
  return c.json({ items: items.map(toEvaluation), nextCursor: null }, 200);
});

evaluations.openapi(create, async (c) => c.json(toEvaluation(await requestEvaluation(c.var.ports, c.var.actor, c.req.valid("json"))), 202));

evaluations.openapi(read, async (c) => c.json(toDetail(await readEvaluation(c.var.ports, c.var.actor, c.req.valid("param").id)), 200));

evaluations.openapi(cancel, async (c) =>
  c.json(toEvaluation(await cancelEvaluation(c.var.ports, c.var.actor, c.req.valid("param").id)), 202),
);

evaluations.openapi(remove, async (c) => {
  await deleteEvaluation(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.body(null, 204);
});

evaluations.openapi(exportRoute, async (c) => {
  const content = await exportEvaluation(c.var.ports, c.var.actor, c.req.valid("param").id);
  const headers = { "Content-Type": "text/csv; charset=utf-8", "Content-Disposition": 'attachment; filename="evaluation.csv"' };
  return c.body(content, 200, headers);
});
