import { formatTable } from "./table.ts";
import { oneLine } from "./terminal.ts";

/** An evaluation as the API gives it. */
export interface EvaluationAnswer {
  readonly id: string;
  readonly state: "queued" | "running" | "done" | "failed" | "cancelled";
  readonly total: number;
  readonly done: number;
  readonly error: { readonly message: string } | null;
  readonly metrics: {
    readonly recallAt1: number | null;
    readonly recallAt5: number | null;
    readonly recallAt10: number | null;
    readonly mrr: number | null;
    readonly ndcgAt10: number | null;
    readonly citationPrecision: number | null;
    readonly citedExpected: number | null;
    readonly phraseFound: number | null;
    readonly refusalCorrect: number | null;
    readonly answersExpected: number;
    readonly wronglyRefused: number;
    readonly refusalsExpected: number;
    readonly wronglyAnswered: number;
    readonly failed: number;
    readonly latencyMedianMs: number | null;
    readonly latencyP95Ms: number | null;
    readonly tokens: number;
    readonly costUsd: number | null;
  } | null;
  readonly results: readonly {
    readonly question: string;
    readonly state: "done" | "failed";
    readonly mode: "llm" | "extractive" | "none" | null;
    readonly expectRefusal: boolean;
    readonly ranks: readonly (number | null)[];
    readonly phraseFound: boolean | null;
    readonly latencyMs: number;
    readonly error: string | null;
  }[];
}

const NONE = "–";

/** The figures, one a line. */
export function describeEvaluation(name: string, { state, done, total, metrics }: EvaluationAnswer): string {
  const head = `${oneLine(name)}: ${done} of ${total} questions answered${state === "done" ? "" : `, ${state}`}\n`;
  if (metrics === null) return head;
  const refusal = `${metrics.wronglyRefused} of ${metrics.answersExpected} wrongly refused, ${metrics.wronglyAnswered} of ${metrics.refusalsExpected} wrongly answered`;
  const rows = [
    ["recall@1", share(metrics.recallAt1), ""],
    ["recall@5", share(metrics.recallAt5), ""],
    ["recall@10", share(metrics.recallAt10), ""],
    ["MRR", share(metrics.mrr), ""],
    ["nDCG@10", share(metrics.ndcgAt10), ""],
    ["citation precision", share(metrics.citationPrecision), "citations that their passage supports"],
    ["cited as expected", share(metrics.citedExpected), "citations of expected documents"],
    ["phrase found", share(metrics.phraseFound), ""],
    ["refusal", share(metrics.refusalCorrect), refusal],
    ["failed", String(metrics.failed), ""],
    ["latency", time(metrics.latencyMedianMs), `median; ${time(metrics.latencyP95Ms)} for 95 %`],
    ["tokens", String(metrics.tokens), metrics.costUsd === null ? "price not known" : `$ ${metrics.costUsd.toFixed(4)}`],
  ];
  return head + formatTable(["figure", "value", ""], rows);
}

/** A line for each question. */
export function questionTable({ results }: EvaluationAnswer): string {
  const rows = results.map(({ question, state, mode, expectRefusal, ranks, phraseFound, latencyMs, error }) => [
    state === "failed" ? "failed" : expectRefusal === (mode === "none") ? "ok" : mode === "none" ? "refused" : "answered",
    ranks.length === 0 ? NONE : ranks.map((rank) => rank ?? NONE).join(","),
    phraseFound === null ? NONE : phraseFound ? "yes" : "no",
    time(latencyMs),
    error === null ? question : `${question} (${error})`,
  ]);
  return formatTable(["answer", "rank", "phrase", "time", "question"], rows);
}

function share(value: number | null): string {
  return value === null ? NONE : value.toFixed(3);
}

function time(milliseconds: number | null): string {
  return milliseconds === null ? NONE : `${Math.round(milliseconds)} ms`;
}
