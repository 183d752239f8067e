import { join } from "node:path";
import { findModelFiles, ONNX_MODELS } from "@smartypants/adapters";
import { search } from "@smartypants/core";
import type { BenchContext } from "./bench-context.ts";
import { type EvaluationSet, ndcgAt, readEvaluationSet, recallAt } from "./evaluation-set.ts";
import { atLeast, beside, type Figure } from "./figures.ts";
import { type Bench, openBench } from "./harness.ts";

/** Ranking quality through the whole product: files read by the folder connector, cut into passages, searched as a person searches. */
export async function benchRetrieval({ evaluationFolder, modelsFolder }: BenchContext): Promise<readonly Figure[]> {
  if (evaluationFolder === undefined) return [beside("ranking quality", "skipped: SMARTY_BENCH_EVAL is not set")];
  const scifact = readEvaluationSet(join(evaluationFolder, "scifact"));
  const mismatch = readEvaluationSet(join(evaluationFolder, "mismatch"));
  const distractors = readEvaluationSet(join(evaluationFolder, "xquad-en")).corpus.map((text) => ({ ...text, id: `x-${text.id}` }));
  const mixed = { ...mismatch, corpus: [...mismatch.corpus, ...distractors] };
  const figures: Figure[] = [];
  for (const { model, name, environment, wanted } of legsOf(modelsFolder)) {
    const settings = { ...environment, SMARTY_EMBEDDING_MODEL: model };
    const onScifact = await rank(settings, scifact, (ranked, relevant) => ndcgAt(10, ranked, relevant));
    figures.push(atLeast(`SciFact nDCG@10, ${name}`, wanted.scifact, onScifact, ""));
    const onMismatch = await rank(settings, mixed, (ranked, relevant) => recallAt(5, ranked, relevant));
    figures.push(
      wanted.mismatch === null
        ? beside(`mismatch R@5, ${name} (.07 expected)`, onMismatch.toFixed(3))
        : atLeast(`mismatch R@5, ${name}`, wanted.mismatch, onMismatch, ""),
    );
  }
  return figures;
}

interface Leg {
  readonly model: string;
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly wanted: { readonly scifact: number; readonly mismatch: number | null };
}

function legsOf(modelsFolder: string | undefined): readonly Leg[] {
  const always: readonly Leg[] = [
    { model: "none", name: "lexical", environment: {}, wanted: { scifact: 0.685, mismatch: null } },
    { model: "smartypants/static-en", name: "hybrid", environment: {}, wanted: { scifact: 0.695, mismatch: 0.35 } },
  ];
  if (modelsFolder === undefined) return always;
  const present = ONNX_MODELS.filter((model) => findModelFiles(model, [modelsFolder]) !== null);
  const environment = { SMARTY_MODELS_DIR: modelsFolder };
  return [
    ...always,
    ...present.map(({ id }): Leg => ({ model: id, name: `hybrid with ${id}`, environment, wanted: { scifact: 0.72, mismatch: 0.75 } })),
  ];
}

type Measure = (ranked: readonly string[], relevant: ReadonlyMap<string, number>) => number;

async function rank(environment: Readonly<Record<string, string>>, { corpus, queries }: EvaluationSet, measure: Measure): Promise<number> {
  const bench = await openBench({ environment });
  try {
    await bench.addTexts("corpus", corpus);
    let sum = 0;
    for (const { text, relevant } of queries) sum += measure(await found(bench, text), relevant);
    return sum / queries.length;
  } finally {
    await bench.close();
  }
}

async function found({ ports, actor }: Bench, query: string): Promise<string[]> {
  const { hits } = await search(ports, actor, { query: asWords(query), limit: 10, filters: {}, explain: false });
  return hits.map((hit) => hit.document.externalId.replace(/\.md$/, ""));
}

/** The questions were not written for a search box: what looks like an operator of ours is none. */
function asWords(query: string): string {
  return query
    .replaceAll('"', " ")
    .replace(/(^|\s)-(?=\S)/g, "$1")
    .replaceAll(/(\w):(?=\S)/g, "$1: ");
}
