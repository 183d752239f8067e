import type { Evaluation, EvaluationRepository, QuestionResult, TestQuestion } from "@smartypants/core";
import { type Selectable, sql } from "kysely";
import type { EvaluationRow, TestQuestionRow } from "../schema.ts";
import { inBatches, inTransaction, jsonOrNull, parseJson, parseJsonOrNull, type RepositoryBase } from "../sql.ts";

export function createEvaluationRepository(base: RepositoryBase): EvaluationRepository {
  return { ...createSets(base), ...createEvaluations(base), ...createResults(base) };
}

type Sets = "sets" | "set" | "saveSet" | "removeSet" | "questions" | "saveQuestions";

function createSets(base: RepositoryBase): Pick<EvaluationRepository, Sets> {
  const { db } = base;
  return {
    sets: async () => {
      const counted = db.selectFrom("testSet").selectAll().select(QUESTIONS);
      return (await counted.orderBy("id").execute()).map((row) => ({ ...row, questions: Number(row.questions) }));
    },
    set: async (id) => (await db.selectFrom("testSet").selectAll().where("id", "=", id).executeTakeFirst()) ?? null,
    saveSet: async ({ id, createdAt, createdBy, ...set }) => {
      await db
        .insertInto("testSet")
        .values({ id, createdAt, createdBy, ...set })
        .onConflict((conflict) => conflict.column("id").doUpdateSet(set))
        .execute();
    },
    removeSet: (id) =>
      inTransaction(base, async ({ db: tx }) => {
        const own = tx.selectFrom("evaluation").select("id").where("setId", "=", id);
        await tx.deleteFrom("run").where("trial", "in", own).execute();
        return (await tx.deleteFrom("testSet").where("id", "=", id).returning("id").executeTakeFirst()) !== undefined;
      }),
    questions: async (setId) =>
      (await db.selectFrom("testQuestion").selectAll().where("setId", "=", setId).orderBy("position").execute()).map(toQuestion),
    saveQuestions: (setId, questions) =>
      inTransaction(base, async ({ db: tx }) => {
        await tx.deleteFrom("testQuestion").where("setId", "=", setId).execute();
        const rows = questions.map(({ documents, expectRefusal, ...question }, position) => ({
          ...question,
          setId,
          position,
          documents: JSON.stringify(documents),
          expectRefusal: expectRefusal ? 1 : 0,
        }));
        for (const batch of inBatches(rows, 200))
          await tx
            .insertInto("testQuestion")
            .values([...batch])
            .execute();
      }),
  };
}

const QUESTIONS = sql<number | string>`(select count(*) from test_question where test_question.set_id = test_set.id)`.as("questions");

type Evaluations = "create" | "update" | "get" | "list" | "remove";

function createEvaluations(base: RepositoryBase): Pick<EvaluationRepository, Evaluations> {
  const { db } = base;
  return {
    create: async ({ configuration, metrics, error, cancel, ...evaluation }) => {
      const row = { ...evaluation, configuration: JSON.stringify(configuration), metrics: jsonOrNull(metrics), cancel: cancel ? 1 : 0 };
      await db
        .insertInto("evaluation")
        .values({ ...row, errorCode: error?.code ?? null, errorMessage: error?.message ?? null })
        .execute();
    },
    update: async (id, { metrics, error, cancel, ...change }) => {
      const row = {
        ...change,
        ...(metrics !== undefined && { metrics: jsonOrNull(metrics) }),
        ...(cancel !== undefined && { cancel: cancel ? 1 : 0 }),
        ...(error !== undefined && { errorCode: error?.code ?? null, errorMessage: error?.message ?? null }),
      };
      if (Object.keys(row).length > 0) await db.updateTable("evaluation").set(row).where("id", "=", id).execute();
    },
    get: async (id) => {
      const row = await db.selectFrom("evaluation").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toEvaluation(row);
    },
    list: async (setId, limit) => {
      let query = db.selectFrom("evaluation").selectAll();
      if (setId !== null) query = query.where("setId", "=", setId);
      return (await query.orderBy("id", "desc").limit(limit).execute()).map(toEvaluation);
    },
    remove: (id) =>
      inTransaction(base, async ({ db: tx }) => {
        await tx.deleteFrom("run").where("trial", "=", id).execute();
        return (await tx.deleteFrom("evaluation").where("id", "=", id).returning("id").executeTakeFirst()) !== undefined;
      }),
  };
}

function createResults({ db }: RepositoryBase): Pick<EvaluationRepository, "saveResult" | "results" | "sweepPreviews"> {
  return {
    saveResult: async (evaluationId, question) => {
      const result = JSON.stringify(question);
      await db
        .insertInto("evaluationResult")
        .values({ evaluationId, position: question.position, result })
        .onConflict((conflict) => conflict.columns(["evaluationId", "position"]).doUpdateSet({ result }))
        .execute();
    },
    results: async (evaluationId) => {
      const rows = await db
        .selectFrom("evaluationResult")
        .select("result")
        .where("evaluationId", "=", evaluationId)
        .orderBy("position")
        .execute();
      return rows.map((row) => parseJson<QuestionResult>(row.result));
    },
    sweepPreviews: async (before) =>
      Number(
        (await db.deleteFrom("run").where("trial", "=", "preview").where("finishedAt", "<", before).executeTakeFirst()).numDeletedRows,
      ),
  };
}

function toQuestion({ id, question, documents, expectRefusal, phrase }: Selectable<TestQuestionRow>): TestQuestion {
  return { id, question, documents: parseJson<string[]>(documents), expectRefusal: expectRefusal === 1, phrase };
}

function toEvaluation({ configuration, metrics, cancel, errorCode, errorMessage, ...row }: Selectable<EvaluationRow>): Evaluation {
  return {
    ...row,
    state: row.state as Evaluation["state"],
    configuration: parseJson<Evaluation["configuration"]>(configuration),
    metrics: parseJsonOrNull<NonNullable<Evaluation["metrics"]>>(metrics),
    cancel: cancel === 1,
    error: errorCode === null ? null : { code: errorCode, message: errorMessage ?? "" },
  };
}
