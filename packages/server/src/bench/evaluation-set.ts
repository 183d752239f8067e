import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface EvaluationText {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** A judged collection in the BEIR layout: corpus.jsonl, queries.jsonl, qrels.tsv. */
export interface EvaluationSet {
  readonly corpus: readonly EvaluationText[];
  /** Only those with a judgement. */
  readonly queries: readonly { readonly id: string; readonly text: string; readonly relevant: ReadonlyMap<string, number> }[];
}

export function readEvaluationSet(folder: string): EvaluationSet {
  const judged = new Map<string, Map<string, number>>();
  for (const line of readFileSync(join(folder, "qrels.tsv"), "utf8").split("\n")) {
    const [query, document, score] = line.split("\t");
    const grade = Number(score);
    // The header line has no number.
    if (query === undefined || document === undefined || !(grade > 0)) continue;
    const known = judged.get(query) ?? new Map<string, number>();
    judged.set(query, known.set(document, grade));
  }
  const rows = (name: string): Row[] => readLines(join(folder, name));
  return {
    corpus: rows("corpus.jsonl").map(({ _id, title, text }) => ({ id: _id, title: title ?? "", text })),
    queries: rows("queries.jsonl").flatMap(({ _id, text }) => {
      const relevant = judged.get(_id);
      return relevant === undefined ? [] : [{ id: _id, text, relevant }];
    }),
  };
}

interface Row {
  readonly _id: string;
  readonly title?: string;
  readonly text: string;
}

function readLines(file: string): Row[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Row);
}

/** Ranking quality with linear gains, as trec_eval has it. */
export function ndcgAt(limit: number, ranked: readonly string[], relevant: ReadonlyMap<string, number>): number {
  const gain = (grades: readonly number[]): number =>
    grades.slice(0, limit).reduce((sum, grade, rank) => sum + grade / Math.log2(rank + 2), 0);
  const best = gain([...relevant.values()].toSorted((one, other) => other - one));
  return gain(ranked.map((id) => relevant.get(id) ?? 0)) / best;
}

/** The share of what is relevant among the first. */
export function recallAt(limit: number, ranked: readonly string[], relevant: ReadonlyMap<string, number>): number {
  return ranked.slice(0, limit).filter((id) => relevant.has(id)).length / relevant.size;
}
