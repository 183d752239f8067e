import type { Actor } from "../access/actor.ts";
import type { Evaluation, QuestionResult } from "../ports/database/evaluation.ts";
import type { Ports } from "../ports/ports.ts";
import { ndcgAt, recallAt, reciprocalRank } from "./score-question.ts";
import { writeCsv } from "./question-files.ts";
import { evaluationById } from "./request-evaluation.ts";

export interface ReadResult extends Omit<QuestionResult, "ranked"> {
  /** Null: a document that the reader may not open. */
  readonly ranked: readonly ({ readonly id: string; readonly title: string; readonly url: string } | null)[];
  /** The answer belongs to the reader, who can open it by `runId`. */
  readonly isOwn: boolean;
}

export interface EvaluationView extends Evaluation {
  /** Null: the person has gone. */
  readonly actingEmail: string | null;
  readonly results: readonly ReadResult[];
}

/** An evaluation with its results; titles are read with the reader's permissions. */
export async function readEvaluation({ database }: Pick<Ports, "database">, actor: Actor, id: string): Promise<EvaluationView> {
  const evaluation = await evaluationById({ database }, actor, id);
  const { content } = database.forActor(actor);
  const results = await database.evaluations.results(id);
  const ids = [...new Set(results.flatMap(({ ranked }) => ranked))];
  const documents = new Map(
    await Promise.all(
      ids.map(async (each) => {
        const found = await content.document(each);
        return [each, found === null ? null : { id: found.id, title: found.title, url: found.url }] as const;
      }),
    ),
  );
  const isOwn = evaluation.actingUserId === actor.userId;
  return {
    ...evaluation,
    actingEmail: (await database.people.get(evaluation.actingUserId))?.email ?? null,
    results: results.map((result) => ({ ...result, ranked: result.ranked.map((each) => documents.get(each) ?? null), isOwn })),
  };
}

const HEAD = [
  "question",
  "state",
  "mode",
  "refusal expected",
  "refusal correct",
  "recall@5",
  "reciprocal rank",
  "ndcg@10",
  "citations",
  "removed citations",
  "cited expected",
  "phrase found",
  "latency ms",
  "tokens",
  "cost usd",
  "error",
];

/** The results as a table for spreadsheets. */
export async function exportEvaluation({ database }: Pick<Ports, "database">, actor: Actor, id: string): Promise<string> {
  const { results } = await readEvaluation({ database }, actor, id);
  const yes = (value: boolean | null): string => (value === null ? "" : value ? "yes" : "no");
  const rows = results.map((result) => {
    const { ranks, state, mode, expectRefusal } = result;
    const score = (choose: (given: typeof ranks) => number): string =>
      ranks.length === 0 || state === "failed" ? "" : choose(ranks).toFixed(4);
    return [
      result.question,
      state,
      mode ?? "",
      yes(expectRefusal),
      state === "failed" ? "" : yes(expectRefusal === (mode === "none")),
      score((given) => recallAt(given, 5)),
      score(reciprocalRank),
      score((given) => ndcgAt(given, 10)),
      String(result.citations),
      String(result.removedCitations),
      result.citedExpected === null ? "" : String(result.citedExpected),
      yes(result.phraseFound),
      String(result.latencyMs),
      String(result.tokens),
      result.cost === null ? "" : (result.cost / 1_000_000).toFixed(6),
      result.error ?? "",
    ];
  });
  return writeCsv([HEAD, ...rows]);
}
