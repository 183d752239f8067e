import { z } from "@hono/zod-openapi";
import {
  createTestSet,
  deleteTestSet,
  exportTestQuestions,
  getTestSet,
  importTestQuestions,
  listTestSets,
  saveTestQuestions,
  updateTestSet,
} from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { Id, IdParam, json, jsonBody } from "../http/schemas.ts";
import { Description, Name } from "./assistant-schemas.ts";
import { Question, StoredQuestion, TestSet, toQuestion, toSet } from "./evaluation-schemas.ts";

const about = { tags: ["Evaluation"], role: "editor" as const };
const Format = z.enum(["csv", "json"]);
const Mode = z.enum(["replace", "append"]);
const Scope = {
  assistantId: Id.nullable().optional().openapi({ description: "Asked by this assistant unless an evaluation says otherwise." }),
  collectionId: Id.nullable().optional().openapi({ description: "Asked in this collection unless an evaluation says otherwise." }),
};
const Questions = z.object({ items: z.array(StoredQuestion) });

const list = defineRoute({
  ...about,
  method: "get",
  path: "/",
  operationId: "listTestSets",
  summary: "The sets of test questions",
  responses: { 200: json("All of them, oldest first.", z.object({ items: z.array(TestSet), nextCursor: z.null() })) },
});

const create = defineRoute({
  ...about,
  method: "post",
  path: "/",
  operationId: "createTestSet",
  summary: "Make a set of test questions",
  request: {
    body: jsonBody(
      z.strictObject({ name: Name, description: Description.default(""), ...Scope, questions: z.array(Question).max(1000).default([]) }),
    ),
  },
  responses: { 201: json("The set.", TestSet) },
});

const Whole = TestSet.omit({ questions: true })
  .extend({ questions: z.array(StoredQuestion) })
  .openapi("TestSetWithQuestions");

const read = defineRoute({
  ...about,
  method: "get",
  path: "/{id}",
  operationId: "getTestSet",
  summary: "A set with its questions",
  request: { params: IdParam },
  responses: { 200: json("The set.", Whole) },
});

const patch = defineRoute({
  ...about,
  method: "patch",
  path: "/{id}",
  operationId: "updateTestSet",
  summary: "Change what a set is called and what it is asked of",
  request: { params: IdParam, body: jsonBody(z.strictObject({ name: Name.optional(), description: Description.optional(), ...Scope })) },
  responses: { 200: json("The set.", Whole) },
});

const remove = defineRoute({
  ...about,
  method: "delete",
  path: "/{id}",
  operationId: "deleteTestSet",
  summary: "Delete a set with its questions and evaluations",
  request: { params: IdParam },
  responses: { 204: { description: "Gone." } },
});

const save = defineRoute({
  ...about,
  method: "put",
  path: "/{id}/questions",
  operationId: "saveTestQuestions",
  summary: "Replace the questions of a set, or add to them",
  request: {
    params: IdParam,
    body: jsonBody(z.strictObject({ questions: z.array(Question).max(1000), mode: Mode.default("replace") })),
  },
  responses: { 200: json("The questions now.", Questions) },
});

const importRoute = defineRoute({
  ...about,
  method: "post",
  path: "/{id}/import",
  operationId: "importTestQuestions",
  summary: "Read questions from a CSV or JSON file",
  description: "CSV has the columns question, documents (one a line), refusal (yes) and phrase; only the first must be there.",
  request: {
    params: IdParam,
    body: jsonBody(z.strictObject({ format: Format, content: z.string().max(900_000), mode: Mode.default("append") })),
  },
  responses: { 200: json("The questions now.", Questions) },
});

const exportRoute = defineRoute({
  ...about,
  method: "get",
  path: "/{id}/export",
  operationId: "exportTestQuestions",
  summary: "The questions as a file that can be read back",
  request: { params: IdParam, query: z.object({ format: Format.default("csv") }) },
  responses: {
    200: { description: "The file.", content: { "text/csv": { schema: z.string() }, "application/json": { schema: z.object({}) } } },
  },
});

export const testSets = createRouter();

testSets.openapi(list, async (c) => {
  const items = await listTestSets(c.var.ports, c.var.actor);
  return c.json({ items: items.map(({ questions, ...set }) => toSet(set, questions)), nextCursor: null }, 200);
});

testSets.openapi(create, async (c) => {
  const { questions, assistantId = null, collectionId = null, ...input } = c.req.valid("json");
  const set = await createTestSet(c.var.ports, c.var.actor, { ...input, assistantId, collectionId }, questions);
  return c.json(toSet(set, questions.length), 201);
});

type Context = Parameters<Parameters<typeof testSets.openapi<typeof read>>[1]>[0];

async function readWhole(c: Pick<Context, "var">, id: string): Promise<z.infer<typeof Whole>> {
  const { questions, ...set } = await getTestSet(c.var.ports, c.var.actor, id);
  return { ...toSet(set, questions.length), questions: questions.map(toQuestion) };
}

testSets.openapi(read, async (c) => c.json(await readWhole(c, c.req.valid("param").id), 200));

testSets.openapi(patch, async (c) => {
  const { id } = c.req.valid("param");
  const { name, description, assistantId, collectionId } = c.req.valid("json");
  await updateTestSet(c.var.ports, c.var.actor, id, {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(assistantId !== undefined && { assistantId }),
    ...(collectionId !== undefined && { collectionId }),
  });
  return c.json(await readWhole(c, id), 200);
});

testSets.openapi(remove, async (c) => {
  await deleteTestSet(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.body(null, 204);
});

testSets.openapi(save, async (c) => {
  const { questions, mode } = c.req.valid("json");
  const saved = await saveTestQuestions(c.var.ports, c.var.actor, c.req.valid("param").id, questions, mode);
  return c.json({ items: saved.map(toQuestion) }, 200);
});

testSets.openapi(importRoute, async (c) => {
  const saved = await importTestQuestions(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.valid("json"));
  return c.json({ items: saved.map(toQuestion) }, 200);
});

testSets.openapi(exportRoute, async (c) => {
  const { format } = c.req.valid("query");
  const content = await exportTestQuestions(c.var.ports, c.var.actor, c.req.valid("param").id, format);
  const type = format === "csv" ? "text/csv; charset=utf-8" : "application/json; charset=utf-8";
  return c.body(content, 200, { "Content-Type": type, "Content-Disposition": `attachment; filename="questions.${format}"` });
});
