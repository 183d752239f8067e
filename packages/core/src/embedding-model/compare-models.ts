import type { Actor } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import type { Semantic } from "../ports/semantic.ts";
import { searchIndex, type SearchPorts } from "../search/search-index.ts";
import { COMMON_QUESTIONS } from "./common-questions.ts";
import type { Comparison, TestQuestion } from "./state.ts";

const FIRST = 10;
const SHOWN = 20;

export interface CompareRequest {
  readonly actor: Actor;
  readonly current: Semantic | null;
  readonly next: Semantic | null;
  /** None: questions that people ask in most companies. */
  readonly questions: readonly TestQuestion[];
  readonly signal: AbortSignal;
}

/** Asks both models the same questions, as the actor, through the whole search. Nothing of what is found leaves but numbers. */
export async function compareModels(ports: Pick<Ports, keyof SearchPorts>, request: CompareRequest): Promise<Comparison> {
  const { actor, current, next, signal } = request;
  const questions = request.questions.length > 0 ? request.questions : COMMON_QUESTIONS.map((question) => ({ question, expected: [] }));
  const overlaps: { readonly question: string; readonly overlap: number }[] = [];
  const recalls: { readonly current: number; readonly next: number }[] = [];
  for (const { question, expected } of questions) {
    const found = async (model: Semantic | null): Promise<readonly string[]> =>
      firstDocuments({ ...ports, semantic: only(model) }, actor, question, signal);
    const [one, other] = [await found(current), await found(next)];
    overlaps.push({ question, overlap: overlapOf(one, other) });
    if (expected.length > 0) recalls.push({ current: recallOf(one, expected), next: recallOf(other, expected) });
  }
  return {
    questions: questions.length,
    overlapAt10: mean(overlaps.map((each) => each.overlap)),
    recallAt10:
      recalls.length === 0 ? null : { current: mean(recalls.map((each) => each.current)), next: mean(recalls.map((each) => each.next)) },
    differing: overlaps
      .filter((each) => each.overlap < 1)
      .toSorted((one, other) => one.overlap - other.overlap)
      .slice(0, SHOWN),
  };
}

async function firstDocuments(ports: SearchPorts, actor: Actor, question: string, signal: AbortSignal): Promise<readonly string[]> {
  const { passages } = await searchIndex(ports, actor, question, {}, signal);
  return [...new Set(passages.map((each) => each.passage.document.id))].slice(0, FIRST);
}

function only(model: Semantic | null): SearchPorts["semantic"] {
  return { current: model, followed: model === null ? [] : [model] };
}

/** Nothing found by either is agreement. */
function overlapOf(one: readonly string[], other: readonly string[]): number {
  const most = Math.max(one.length, other.length);
  return most === 0 ? 1 : one.filter((id) => other.includes(id)).length / most;
}

function recallOf(found: readonly string[], expected: readonly string[]): number {
  return expected.filter((id) => found.includes(id)).length / expected.length;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 1 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
