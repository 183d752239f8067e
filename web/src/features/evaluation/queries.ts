import {
  cancelEvaluation,
  createTestSet,
  deleteEvaluation,
  deleteTestSet,
  type Evaluation,
  exportEvaluation,
  exportTestQuestions,
  getEvaluation,
  getTestSet,
  importTestQuestions,
  listEvaluations,
  listTestSets,
  listUsers,
  saveTestQuestions,
  startEvaluation,
  type TestQuestionInput,
  type TrialConfiguration,
} from "@smartypants/client";
import { mutationOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";

const SETS_KEY = ["test-sets"] as const;
const RUNS_KEY = ["evaluations"] as const;
const LOOK_AGAIN_MS = 700;

export function isUnderWay({ state }: Pick<Evaluation, "state">): boolean {
  return state === "queued" || state === "running";
}

export const setsQuery = queryOptions({
  queryKey: [...SETS_KEY, "list"],
  queryFn: async ({ signal }) => (await unwrap(listTestSets({ client, signal }))).items,
});

export const setQuery = (id: string) =>
  queryOptions({ queryKey: [...SETS_KEY, "one", id], queryFn: ({ signal }) => unwrap(getTestSet({ client, path: { id }, signal })) });

/** Newest first; asked for again while one of them runs. */
export const runsQuery = (setId: string) =>
  queryOptions({
    queryKey: [...RUNS_KEY, "of", setId],
    queryFn: async ({ signal }) => (await unwrap(listEvaluations({ client, query: { setId }, signal }))).items,
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) === true ? LOOK_AGAIN_MS : false),
  });

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: [...RUNS_KEY, "one", id],
    queryFn: ({ signal }) => unwrap(getEvaluation({ client, path: { id }, signal })),
    refetchInterval: ({ state }) => (state.data !== undefined && isUnderWay(state.data) ? LOOK_AGAIN_MS : false),
  });

/** People in whose name an administrator may ask. */
export const peopleQuery = queryOptions({
  queryKey: ["users", "acting"],
  queryFn: async ({ signal }) => (await unwrap(listUsers({ client, query: { limit: 200 }, signal }))).items,
});

const refreshSets = {
  onSuccess: (_done: unknown, _asked: unknown, _kept: unknown, { client: cache }: { client: QueryClient }) =>
    cache.invalidateQueries({ queryKey: SETS_KEY }),
};

const refreshRuns = {
  onSuccess: (_done: unknown, _asked: unknown, _kept: unknown, { client: cache }: { client: QueryClient }) =>
    cache.invalidateQueries({ queryKey: RUNS_KEY }),
};

export const createSetMutation = mutationOptions({
  mutationFn: (body: {
    readonly name: string;
    readonly description: string;
    readonly assistantId: string | null;
    readonly collectionId: string | null;
  }) => unwrap(createTestSet({ client, body })),
  ...refreshSets,
});

export const deleteSetMutation = mutationOptions({
  mutationFn: (id: string) => unwrap(deleteTestSet({ client, path: { id } })),
  onSuccess: (_gone, id, _kept, { client: cache }) =>
    cache.invalidateQueries({ queryKey: SETS_KEY, predicate: ({ queryKey }) => !queryKey.includes(id) }),
});

export const saveQuestionsMutation = mutationOptions({
  mutationFn: ({ id, questions }: { readonly id: string; readonly questions: TestQuestionInput[] }) =>
    unwrap(saveTestQuestions({ client, path: { id }, body: { questions, mode: "replace" } })),
  ...refreshSets,
});

export const importMutation = mutationOptions({
  mutationFn: async ({ id, file }: { readonly id: string; readonly file: File }) => {
    const format = file.name.toLowerCase().endsWith(".json") ? "json" : "csv";
    return unwrap(importTestQuestions({ client, path: { id }, body: { format, content: await file.text(), mode: "append" } }));
  },
  ...refreshSets,
});

export async function fetchQuestions(id: string, format: "csv" | "json"): Promise<string> {
  const content: unknown = await unwrap(exportTestQuestions({ client, path: { id }, query: { format }, parseAs: "text" }));
  return String(content);
}

export async function fetchResults(id: string): Promise<string> {
  return unwrap(exportEvaluation({ client, path: { id }, parseAs: "text" }));
}

export const startMutation = mutationOptions({
  mutationFn: (body: {
    readonly setId: string;
    readonly name?: string;
    readonly configuration: TrialConfiguration;
    readonly actingUserId?: string;
  }) => unwrap(startEvaluation({ client, body })),
  ...refreshRuns,
});

export const cancelMutation = mutationOptions({
  mutationFn: (id: string) => unwrap(cancelEvaluation({ client, path: { id } })),
  ...refreshRuns,
});

export const deleteRunMutation = mutationOptions({
  mutationFn: (id: string) => unwrap(deleteEvaluation({ client, path: { id } })),
  onSuccess: (_gone, id, _kept, { client: cache }) =>
    cache.invalidateQueries({ queryKey: RUNS_KEY, predicate: ({ queryKey }) => !queryKey.includes(id) }),
});
