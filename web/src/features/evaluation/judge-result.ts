import type { EvaluationResult } from "@smartypants/client";

/** Whether a question was answered as it should be: refused where a refusal is right, else with the phrase, or citing an expected document where no phrase is. */
export function isRight({ state, mode, expectRefusal, phraseFound, citedExpected }: EvaluationResult): boolean {
  if (state === "failed") return false;
  if (expectRefusal) return mode === "none";
  if (mode === "none") return false;
  return phraseFound ?? citedExpected !== 0;
}

/** The places of the expected documents; a dash for one that was not found. */
export function rankText({ ranks }: Pick<EvaluationResult, "ranks">): string {
  return ranks.length === 0 ? "–" : ranks.map((rank) => (rank === null ? "–" : String(rank))).join(", ");
}
