import type { EvaluationMetrics, QuestionResult } from "../ports/database/evaluation.ts";
import { ndcgAt, recallAt, reciprocalRank } from "./score-question.ts";

/** The figures of an evaluation. Each mean is over the questions it is about: one that failed counts as failed and in no mean. */
export function sumUpResults(results: readonly QuestionResult[]): EvaluationMetrics {
  const done = results.filter(({ state }) => state === "done");
  const ranked = done.filter(({ expected }) => expected.length > 0);
  const refusals = done.filter(({ expectRefusal }) => expectRefusal);
  const answers = done.filter(({ expectRefusal }) => !expectRefusal);
  const wronglyRefused = answers.filter(({ mode }) => mode === "none").length;
  const wronglyAnswered = refusals.filter(({ mode }) => mode !== "none").length;
  const latencies = done.map(({ latencyMs }) => latencyMs).toSorted((one, other) => one - other);
  const over = (choose: (ranks: QuestionResult["ranks"]) => number): number | null => mean(ranked.map(({ ranks }) => choose(ranks)));
  return {
    questions: results.length,
    recallAt1: over((ranks) => recallAt(ranks, 1)),
    recallAt5: over((ranks) => recallAt(ranks, 5)),
    recallAt10: over((ranks) => recallAt(ranks, 10)),
    mrr: over(reciprocalRank),
    ndcgAt10: over((ranks) => ndcgAt(ranks, 10)),
    citationPrecision: share(
      total(done, ({ citations }) => citations),
      total(done, ({ citations, removedCitations }) => citations + removedCitations),
    ),
    citedExpected: share(
      total(ranked, ({ citedExpected }) => citedExpected ?? 0),
      total(ranked, ({ citations }) => citations),
    ),
    phraseFound: mean(done.flatMap(({ phraseFound }) => (phraseFound === null ? [] : [phraseFound ? 1 : 0]))),
    refusalCorrect: share(done.length - wronglyRefused - wronglyAnswered, done.length),
    answersExpected: answers.length,
    wronglyRefused,
    refusalsExpected: refusals.length,
    wronglyAnswered,
    failed: results.length - done.length,
    latencyMedianMs: quantile(latencies, 0.5),
    latencyP95Ms: quantile(latencies, 0.95),
    tokens: total(results, ({ tokens }) => tokens),
    cost: results.some(({ cost }) => cost === null) ? null : total(results, ({ cost }) => cost ?? 0),
  };
}

function total(results: readonly QuestionResult[], read: (result: QuestionResult) => number): number {
  return results.reduce((sum, result) => sum + read(result), 0);
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function mean(values: readonly number[]): number | null {
  return share(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  );
}

/** The value that this share of all does not exceed. */
function quantile(sorted: readonly number[], part: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? null;
}
