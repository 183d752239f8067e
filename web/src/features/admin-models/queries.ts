import {
  cancelEmbeddingModel,
  createCredential,
  createModel,
  cutOverEmbeddingModel,
  deleteCredential,
  deleteModel,
  deletePreviousEmbeddingModel,
  type DiscoverModelsData,
  discoverModels,
  findOllama,
  getBudgets,
  getEmbeddingModel,
  listCredentials,
  listEnvironmentModels,
  listModels,
  type Budgets,
  type Model,
  type ModelChange,
  type NewModel,
  rollBackEmbeddingModel,
  setBudgets,
  setDefaultModel,
  switchEmbeddingModel,
  testModel,
  tryEmbeddingModel,
  tryModel,
  type TryModelData,
  updateCredential,
  updateModel,
} from "@smartypants/client";
import { mutationOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";

const MODELS_KEY = ["models"] as const;
const POLL_MS = 2_000;

interface Context {
  readonly client: QueryClient;
}

function refreshing(queryKey: readonly string[]) {
  return {
    onSuccess: (_done: unknown, _asked: unknown, _kept: unknown, { client: cache }: Context) => cache.invalidateQueries({ queryKey }),
  };
}

/** The whole registry, which administrators see. */
export const modelsQuery = queryOptions({
  queryKey: [...MODELS_KEY, "registry"],
  queryFn: async ({ signal }) => {
    const { items } = await unwrap(listModels({ client, signal }));
    return items.filter((each): each is Model => "provider" in each);
  },
});

export const createMutation = mutationOptions({
  mutationFn: (body: NewModel) => unwrap(createModel({ client, body })),
  ...refreshing(MODELS_KEY),
});

export const updateMutation = mutationOptions({
  mutationFn: ({ id, change }: { readonly id: string; readonly change: ModelChange }) =>
    unwrap(updateModel({ client, path: { id }, body: change })),
  ...refreshing(MODELS_KEY),
});

/** Adds a model, or takes the same one that is there already, and has it answer from now on. */
export const chooseMutation = mutationOptions({
  mutationFn: async (body: NewModel) => {
    const { items } = await unwrap(listModels({ client }));
    const isSame = (each: Model): boolean => each.provider === body.provider && each.model === body.model && each.origin === "registry";
    const known = items.filter((each): each is Model => "provider" in each).find(isSame);
    const { baseUrl, credentialId, apiKey, options } = body;
    const connection: ModelChange = {
      ...(baseUrl !== undefined && { baseUrl }),
      ...(credentialId !== undefined && { credentialId }),
      ...(apiKey !== undefined && { apiKey }),
      ...(options !== undefined && { options }),
    };
    const { id } =
      known === undefined
        ? await unwrap(createModel({ client, body }))
        : await unwrap(updateModel({ client, path: { id: known.id }, body: { ...connection, enabled: true } }));
    return unwrap(setDefaultModel({ client, path: { id } }));
  },
  ...refreshing(MODELS_KEY),
});

export const deleteMutation = mutationOptions({
  mutationFn: (id: string) => unwrap(deleteModel({ client, path: { id } })),
  ...refreshing(MODELS_KEY),
});

export const defaultMutation = mutationOptions({
  mutationFn: (id: string) => unwrap(setDefaultModel({ client, path: { id } })),
  ...refreshing(MODELS_KEY),
});

export const testMutation = mutationOptions({ mutationFn: (id: string) => unwrap(testModel({ client, path: { id } })) });

export const discoverMutation = mutationOptions({
  mutationFn: (body: DiscoverModelsData["body"]) => unwrap(discoverModels({ client, body })),
});

export const credentialsQuery = queryOptions({
  queryKey: ["credentials"],
  queryFn: async ({ signal }) => (await unwrap(listCredentials({ client, signal }))).items,
});

export const createCredentialMutation = mutationOptions({
  mutationFn: (body: {
    readonly name: string;
    readonly provider: NewModel["provider"];
    readonly baseUrl?: string;
    readonly secret: string;
  }) => unwrap(createCredential({ client, body })),
  ...refreshing(credentialsQuery.queryKey),
});

export const replaceSecretMutation = mutationOptions({
  mutationFn: ({ id, secret }: { readonly id: string; readonly secret: string }) =>
    unwrap(updateCredential({ client, path: { id }, body: { secret } })),
  ...refreshing(credentialsQuery.queryKey),
});

export const deleteCredentialMutation = mutationOptions({
  mutationFn: (id: string) => unwrap(deleteCredential({ client, path: { id } })),
  ...refreshing(credentialsQuery.queryKey),
});

/** What the server's environment is set up for, by the variable that says so. */
export const environmentQuery = queryOptions({
  queryKey: [...MODELS_KEY, "environment"],
  queryFn: async ({ signal }) => (await unwrap(listEnvironmentModels({ client, signal }))).items,
});

/** An Ollama on the server's machine, found without an address. */
export const ollamaQuery = queryOptions({
  queryKey: [...MODELS_KEY, "ollama"],
  queryFn: ({ signal }) => unwrap(findOllama({ client, signal })),
  staleTime: Infinity,
});

/** Tried before it is added: nothing of it is stored. */
export const tryMutation = mutationOptions({ mutationFn: (body: TryModelData["body"]) => unwrap(tryModel({ client, body })) });

export const tryEmbeddingMutation = mutationOptions({
  mutationFn: (model: string) => unwrap(tryEmbeddingModel({ client, body: { model } })),
});

export const budgetsQuery = queryOptions({ queryKey: ["budgets"], queryFn: ({ signal }) => unwrap(getBudgets({ client, signal })) });

export const budgetsMutation = mutationOptions({
  mutationFn: (body: Budgets) => unwrap(setBudgets({ client, body })),
  onSuccess: (budgets, _asked, _kept, { client: cache }) => cache.setQueryData(budgetsQuery.queryKey, budgets),
});

/** Asked often while another model is on its way, so that its numbers move. */
export const embeddingQuery = queryOptions({
  queryKey: ["embedding-model"],
  queryFn: ({ signal }) => unwrap(getEmbeddingModel({ client, signal })),
  refetchInterval: ({ state }) => {
    const phase = state.data?.next?.phase;
    return phase === undefined || phase === "ready" || phase === "failed" ? false : POLL_MS;
  },
});

const embeddingRefresh = refreshing(embeddingQuery.queryKey);

export const switchMutation = mutationOptions({
  mutationFn: (body: { readonly model: string; readonly connection?: string; readonly auto: boolean }) =>
    unwrap(switchEmbeddingModel({ client, body })),
  ...embeddingRefresh,
});

export const cutOverMutation = mutationOptions({ mutationFn: () => unwrap(cutOverEmbeddingModel({ client })), ...embeddingRefresh });
export const rollBackMutation = mutationOptions({ mutationFn: () => unwrap(rollBackEmbeddingModel({ client })), ...embeddingRefresh });
export const cancelSwitchMutation = mutationOptions({ mutationFn: () => unwrap(cancelEmbeddingModel({ client })), ...embeddingRefresh });
export const forgetMutation = mutationOptions({ mutationFn: () => unwrap(deletePreviousEmbeddingModel({ client })), ...embeddingRefresh });
