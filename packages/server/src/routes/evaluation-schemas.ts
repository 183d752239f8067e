import { z } from "@hono/zod-openapi";
import type {
  Configuration as CoreConfiguration,
  Evaluation as CoreEvaluation,
  EvaluationView,
  TestQuestion,
  TestSet as CoreSet,
} from "@smartypants/core";
import { Id, Time, toTime, toTimeOrNull } from "../http/schemas.ts";

/** How questions are answered; what is absent is as the assistant, the set or the product has it. */
export const Configuration = z
  .strictObject({
    assistantId: Id.nullable().optional(),
    assistantVersion: z.int().min(1).nullable().optional().openapi({ description: "Null: the present one." }),
    modelId: z.string().min(1).max(200).nullable().optional(),
    extractive: z.boolean().optional().openapi({ description: "No language model: the best sentences themselves." }),
    promptId: Id.nullable().optional(),
    promptVersion: z.int().min(0).nullable().optional().openapi({ description: "Null: the one in force." }),
    collectionIds: z.array(Id).max(10).optional(),
  })
  .openapi("TrialConfiguration");

/** With everything that is absent left to the assistant and the product. */
export function toConfiguration(given: z.infer<typeof Configuration>): CoreConfiguration {
  const { assistantId = null, assistantVersion = null, modelId = null, extractive = false, promptId = null, promptVersion = null } = given;
  return { assistantId, assistantVersion, modelId, extractive, promptId, promptVersion, collectionIds: given.collectionIds ?? [] };
}

export const Question = z
  .strictObject({
    question: z.string().trim().min(1).max(4000),
    documents: z
      .array(z.string().max(1000))
      .max(20)
      .default([])
      .openapi({ description: "Expected, each by id, id in the source, path, title or address." }),
    expectRefusal: z.boolean().default(false).openapi({ description: "The sources do not answer it." }),
    phrase: z.string().max(500).nullable().default(null).openapi({ description: "Stands in a right answer, in any case." }),
  })
  .openapi("TestQuestionInput");

export const TestSet = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    assistantId: z.string().nullable(),
    collectionId: z.string().nullable(),
    questions: z.int(),
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi("TestSet");

export const StoredQuestion = z
  .object({
    id: z.string(),
    question: z.string(),
    documents: z.array(z.string()),
    expectRefusal: z.boolean(),
    phrase: z.string().nullable(),
  })
  .openapi("TestQuestion");

export function toSet({ createdBy: _by, createdAt, updatedAt, ...set }: CoreSet, questions: number): z.infer<typeof TestSet> {
  return { ...set, questions, createdAt: toTime(createdAt), updatedAt: toTime(updatedAt) };
}

export function toQuestion({ documents, ...question }: TestQuestion): z.infer<typeof StoredQuestion> {
  return { ...question, documents: [...documents] };
}

const share = (description: string) => z.number().nullable().openapi({ description });

const Metrics = z
  .object({
    questions: z.int(),
    recallAt1: share("Of the expected documents, those in the first place."),
    recallAt5: share("Among the first five."),
    recallAt10: share("Among the first ten."),
    mrr: share("Mean of one divided by the place of the first expected document."),
    ndcgAt10: share("1 when all expected documents stand before all others."),
    citationPrecision: share("Of the citations that were written, those that their passage supports."),
    citedExpected: share("Of the citations, those of expected documents."),
    phraseFound: share("Of the expected phrases, those that the answer or its quotes hold."),
    refusalCorrect: share("Answered when there is an answer, refused when there is none."),
    answersExpected: z.int(),
    wronglyRefused: z.int(),
    refusalsExpected: z.int(),
    wronglyAnswered: z.int(),
    failed: z.int(),
    latencyMedianMs: z.number().nullable(),
    latencyP95Ms: z.number().nullable(),
    tokens: z.int(),
    costUsd: z.number().nullable().openapi({ description: "Null when a price is not known." }),
  })
  .openapi("EvaluationMetrics");

const StoredConfiguration = z
  .object({
    assistantId: z.string().nullable(),
    assistantVersion: z.int().nullable(),
    modelId: z.string().nullable(),
    extractive: z.boolean(),
    promptId: z.string().nullable(),
    promptVersion: z.int().nullable(),
    collectionIds: z.array(z.string()),
  })
  .openapi("EvaluationConfiguration");

export const Evaluation = z
  .object({
    id: z.string(),
    setId: z.string(),
    name: z.string(),
    configuration: StoredConfiguration,
    actingUserId: z.string().openapi({ description: "Whose permissions applied." }),
    state: z.enum(["queued", "running", "done", "failed", "cancelled"]),
    total: z.int(),
    done: z.int(),
    metrics: z.union([Metrics, z.null()]),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    createdAt: Time,
    startedAt: Time.nullable(),
    finishedAt: Time.nullable(),
  })
  .openapi("Evaluation");

const Result = z
  .object({
    position: z.int(),
    question: z.string(),
    expected: z.array(z.string()),
    expectRefusal: z.boolean(),
    state: z.enum(["done", "failed"]),
    mode: z.enum(["llm", "extractive", "none"]).nullable(),
    ranked: z
      .array(z.object({ id: z.string(), title: z.string(), url: z.string() }).nullable())
      .openapi({ description: "The first ten; null for a document that you may not open." }),
    ranks: z.array(z.int().nullable()).openapi({ description: "For each expected document its place; null: not among the first 50." }),
    citations: z.int(),
    removedCitations: z.int(),
    citedExpected: z.int().nullable(),
    phraseFound: z.boolean().nullable(),
    latencyMs: z.number(),
    tokens: z.int(),
    costUsd: z.number().nullable(),
    error: z.string().nullable(),
    runId: z.string().nullable().openapi({ description: "The answer, where it is yours: /runs/{runId}." }),
  })
  .openapi("EvaluationResult");

export const EvaluationDetail = Evaluation.extend({ actingEmail: z.string().nullable(), results: z.array(Result) }).openapi(
  "EvaluationDetail",
);

const MICRO = 1_000_000;

export function toEvaluation(evaluation: CoreEvaluation): z.infer<typeof Evaluation> {
  const { id, setId, name, configuration, actingUserId, state, total, done, metrics, error, createdAt, startedAt, finishedAt } = evaluation;
  return {
    id,
    setId,
    name,
    actingUserId,
    state,
    total,
    done,
    configuration: { ...configuration, collectionIds: [...configuration.collectionIds] },
    metrics: metrics === null ? null : toMetrics(metrics),
    error,
    createdAt: toTime(createdAt),
    startedAt: toTimeOrNull(startedAt),
    finishedAt: toTimeOrNull(finishedAt),
  };
}

function toMetrics({ cost, ...metrics }: NonNullable<CoreEvaluation["metrics"]>): z.infer<typeof Metrics> {
  return { ...metrics, costUsd: cost === null ? null : cost / MICRO };
}

export function toDetail(evaluation: EvaluationView): z.infer<typeof EvaluationDetail> {
  return {
    ...toEvaluation(evaluation),
    actingEmail: evaluation.actingEmail,
    results: evaluation.results.map(({ questionId: _question, isOwn, cost, runId, expected, ranked, ranks, ...result }) => ({
      ...result,
      expected: [...expected],
      ranked: [...ranked],
      ranks: [...ranks],
      runId: isOwn ? runId : null,
      costUsd: cost === null ? null : cost / MICRO,
    })),
  };
}
