import { createTestSet, listUnansweredQuestions, markUnansweredQuestion, saveTestQuestions } from "@smartypants/client";
import { mutationOptions, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";
import type { State } from "./unanswered-state.ts";

const KEY = ["unanswered-questions"] as const;

/** All of them: there are few, and the numbers of each state are shown. */
export const unansweredQuery = queryOptions({
  queryKey: KEY,
  queryFn: async ({ signal }) => (await unwrap(listUnansweredQuestions({ client, signal }))).items,
  staleTime: 0,
});

export async function fetchUnansweredCsv(state: State): Promise<string> {
  const text: unknown = await unwrap(
    listUnansweredQuestions({ client, query: { state }, headers: { Accept: "text/csv" }, parseAs: "text" }),
  );
  return typeof text === "string" ? text : "";
}

export const markMutation = mutationOptions({
  mutationFn: ({ id, state }: { readonly id: string; readonly state: State }) =>
    unwrap(markUnansweredQuestion({ client, path: { id }, body: { state } })),
  onSuccess: (_done, _asked, _kept, { client: cache }) => cache.invalidateQueries({ queryKey: KEY }),
});

interface TestQuestion {
  readonly question: string;
  /** A set that there is, or the name of a new one. */
  readonly set: { readonly id: string } | { readonly name: string };
}

export const testQuestionMutation = mutationOptions({
  mutationFn: ({ question, set }: TestQuestion): Promise<unknown> => {
    const questions = [{ question }];
    if ("id" in set) return unwrap(saveTestQuestions({ client, path: { id: set.id }, body: { questions, mode: "append" } }));
    return unwrap(createTestSet({ client, body: { name: set.name, questions } }));
  },
  onSuccess: (_done, _asked, _kept, { client: cache }) => cache.invalidateQueries({ queryKey: ["test-sets"] }),
});
