import { join } from "node:path";
import { search } from "@smartypants/core";
import type { BenchContext } from "./bench-context.ts";
import { type EvaluationSet, ndcgAt, readEvaluationSet, recallAt } from "./evaluation-set.ts";
import { atLeast, beside, type Figure } from "./figures.ts";
import { type Bench, openBench } from "./harness.ts";

/** Ranking quality through the whole product: files read by the folder connector, cut into passages, searched as a person searches. */
export async function benchRetrieval({ evaluationFolder }: BenchContext): Promise<readonly Figure[]> {
  if (evaluationFolder === undefined) return [beside("ranking quality", "skipped: SMARTY_BENCH_EVAL is not set")];
  const scifact = readEvaluationSet(join(evaluationFolder, "scifact"));
  const mismatch = readEvaluationSet(join(evaluationFolder, "mismatch"));
  const distractors = readEvaluationSet(join(evaluationFolder, "xquad-en")).corpus.map((text) => ({ ...text, id: `x-${text.id}` }));
  const mixed = { ...mismatch, corpus: [...mismatch.corpus, ...distractors] };
  const figures: Figure[] = [];
  for (const model of ["none", "smartypants/static-en"]) {
    const leg = model === "none" ? "lexical" : "hybrid";
    const onScifact = await rank(model, scifact, (ranked, relevant) => ndcgAt(10, ranked, relevant));
    figures.push(atLeast(`SciFact nDCG@10, ${leg}`, leg === "lexical" ? 0.685 : 0.695, onScifact, ""));
    const onMismatch = await rank(model, mixed, (ranked, relevant) => recallAt(5, ranked, relevant));
    figures.push(
      leg === "lexical"
        ? beside("mismatch R@5, lexical (.07 expected)", onMismatch.toFixed(3))
        : atLeast("mismatch R@5, hybrid", 0.35, onMismatch, ""),
    );
  }
  return figures;
}

type Measure = (ranked: readonly string[], relevant: ReadonlyMap<string, number>) => number;

async function rank(model: string, { corpus, queries }: EvaluationSet, measure: Measure): Promise<number> {
  const bench = await openBench({ environment: { SMARTY_EMBEDDING_MODEL: model } });
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
