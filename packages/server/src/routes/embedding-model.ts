import { z } from "@hono/zod-openapi";
import {
  cancelSwitch,
  cutOver,
  type EmbeddingModelView,
  forgetPrevious,
  getEmbeddingModel,
  type Ports,
  type Actor,
  rollBack,
  startSwitch,
  tryEmbeddingModel,
} from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { json, jsonBody, Time, toTime } from "../http/schemas.ts";

const ModelName = z
  .string()
  .openapi({ example: "onnx/all-MiniLM-L6-v2", description: "`provider/model`, or `none`: search by words only." });

const Comparison = z
  .object({
    questions: z.int(),
    overlapAt10: z
      .number()
      .openapi({ description: "Share of the first ten documents that both models find; the mean over the questions." }),
    recallAt10: z.object({ current: z.number(), next: z.number() }).nullable().openapi({
      description: "Share of the expected documents among the first ten; null when no question had any.",
    }),
    differing: z
      .array(z.object({ question: z.string(), overlap: z.number() }))
      .openapi({ description: "Those that differ most come first." }),
  })
  .openapi("EmbeddingComparison");

const View = z
  .object({
    current: ModelName,
    named: ModelName.nullable().openapi({ description: "What SMARTY_EMBEDDING_MODEL says; while it does, nothing can be changed here." }),
    passages: z.int().openapi({ description: "Passages that searches can show." }),
    next: z
      .object({
        model: ModelName,
        phase: z.enum(["waiting", "downloading", "building", "comparing", "ready", "failed"]),
        auto: z.boolean(),
        startedAt: Time,
        done: z.number().openapi({ description: "Bytes while downloading, passages after that." }),
        total: z.number(),
        error: z.string().nullable().openapi({ description: "Why it last failed. It is tried again, unless the phase is `failed`." }),
        comparison: Comparison.nullable(),
      })
      .nullable()
      .openapi({ description: "The model on its way; searches do not use it yet." }),
    previous: z.object({ model: ModelName, keptUntil: Time }).nullable().openapi({ description: "The model before, for going back." }),
    local: z
      .array(
        z.object({
          model: ModelName,
          dimensions: z.int(),
          licence: z.string(),
          languages: z.string(),
          downloadBytes: z.int(),
          present: z.boolean().openapi({ description: "Whether its files are here; those of others are downloaded when they are chosen." }),
        }),
      )
      .openapi({ description: "Models that run on the server's own machine." }),
  })
  .openapi("EmbeddingModel");

const about = { tags: ["Models"], role: "admin" as const };
const answer = json("What is used, what comes, what was.", View);

const get = defineRoute({
  ...about,
  method: "get",
  path: "/embedding-model",
  operationId: "getEmbeddingModel",
  summary: "The model that search by meaning uses, and the one on its way",
  responses: { 200: answer },
});

const post = defineRoute({
  ...about,
  method: "post",
  path: "/embedding-model",
  operationId: "switchEmbeddingModel",
  summary: "Prepare another model beside the one in use",
  description:
    "Vectors are made from the stored text, in the background; no source is asked. Searches go on with the old model until `cutover`. A model that was on its way is given up.",
  request: {
    body: jsonBody(
      z.strictObject({
        model: z.string().trim().min(1).max(200).openapi({ example: "smartypants/static-en" }),
        connection: z
          .string()
          .min(1)
          .max(64)
          .optional()
          .openapi({ description: "Id of the model registry's entry whose address and key are used." }),
        auto: z.boolean().default(false).openapi({ description: "Use it as soon as it is ready." }),
        questions: z
          .array(
            z.strictObject({
              question: z.string().trim().min(1).max(500),
              expected: z.array(z.string().min(1).max(64)).max(20).default([]).openapi({ description: "Ids of documents that answer it." }),
            }),
          )
          .max(200)
          .default([])
          .openapi({ description: "For comparing the two models; without any, some that people ask in most companies." }),
      }),
    ),
  },
  responses: { 202: answer },
});

const cut = defineRoute({
  ...about,
  method: "post",
  path: "/embedding-model/cutover",
  operationId: "cutOverEmbeddingModel",
  summary: "Use the new model, which must be ready; the old one is kept for 14 days",
  responses: { 200: answer },
});

const back = defineRoute({
  ...about,
  method: "post",
  path: "/embedding-model/rollback",
  operationId: "rollBackEmbeddingModel",
  summary: "Go back to the model before, whose vectors are kept up to date",
  responses: { 200: answer },
});

const cancel = defineRoute({
  ...about,
  method: "post",
  path: "/embedding-model/cancel",
  operationId: "cancelEmbeddingModel",
  summary: "Give up the model that is on its way",
  responses: { 200: answer },
});

const forget = defineRoute({
  ...about,
  method: "delete",
  path: "/embedding-model/previous",
  operationId: "deletePreviousEmbeddingModel",
  summary: "Erase the vectors of the model before; there is no going back to it then",
  responses: { 200: answer },
});

const attempt = defineRoute({
  ...about,
  method: "post",
  path: "/embedding-model/try",
  operationId: "tryEmbeddingModel",
  summary: "Have a model that is here read one sentence; nothing is fetched or changed",
  request: {
    body: jsonBody(z.strictObject({ model: z.string().trim().min(1).max(200), connection: z.string().min(1).max(64).optional() })),
  },
  responses: {
    200: json(
      "How that went; a model that fails is an answer too.",
      z
        .object({
          ok: z.boolean(),
          totalMs: z.int().optional().openapi({ description: "With the time to load it, where it was not loaded." }),
          dimensions: z.int().optional(),
          error: z.object({ code: z.string(), message: z.string() }).optional(),
        })
        .openapi("EmbeddingTest"),
    ),
  },
});

export const embeddingModel = createRouter();

embeddingModel.openapi(attempt, async (c) => {
  const tested = await tryEmbeddingModel(c.var.ports, c.var.actor, c.req.valid("json"), c.req.raw.signal);
  return c.json(tested.ok ? tested : { ok: false, error: { code: tested.code, message: tested.message } }, 200);
});

embeddingModel.openapi(get, async (c) => c.json(await view(c.var.ports, c.var.actor), 200));

embeddingModel.openapi(post, async (c) => {
  await startSwitch(c.var.ports, c.var.actor, c.req.valid("json"));
  return c.json(await view(c.var.ports, c.var.actor), 202);
});

embeddingModel.openapi(cut, async (c) => {
  await cutOver(c.var.ports, c.var.actor);
  return c.json(await view(c.var.ports, c.var.actor), 200);
});

embeddingModel.openapi(back, async (c) => {
  await rollBack(c.var.ports, c.var.actor);
  return c.json(await view(c.var.ports, c.var.actor), 200);
});

embeddingModel.openapi(cancel, async (c) => {
  await cancelSwitch(c.var.ports, c.var.actor);
  return c.json(await view(c.var.ports, c.var.actor), 200);
});

embeddingModel.openapi(forget, async (c) => {
  await forgetPrevious(c.var.ports, c.var.actor);
  return c.json(await view(c.var.ports, c.var.actor), 200);
});

async function view(ports: Ports, actor: Actor): Promise<z.input<typeof View>> {
  const { current, named, passages, next, previous, local } = await getEmbeddingModel(ports, actor);
  return {
    current: nameOf(current),
    named,
    passages,
    next: next === null ? null : viewNext(next),
    previous: previous === null ? null : { model: nameOf(previous.choice), keptUntil: toTime(previous.keptUntil) },
    local: local.map(({ isPresent, ...model }) => ({ ...model, present: isPresent })),
  };
}

function viewNext({ choice, phase, auto, startedAt, done, total, error, comparison }: NonNullable<EmbeddingModelView["next"]>) {
  const seen = comparison === null ? null : { ...comparison, differing: [...comparison.differing] };
  return { model: nameOf(choice), phase, auto, startedAt: toTime(startedAt), done, total, error, comparison: seen };
}

function nameOf(choice: { readonly model: string } | null): string {
  return choice?.model ?? "none";
}
