import {
  type Assistant,
  type AssistantContent,
  type Audience,
  type CollectionFilterInput,
  countCollection,
  createAssistant,
  createCollection,
  deleteAssistant,
  deleteCollection,
  getAssistant,
  listAssistants,
  listAssistantVersions,
  listCollections,
  previewAnswer,
  rollBackAssistant,
  type TrialConfiguration,
  updateAssistant,
  updateCollection,
} from "@smartypants/client";
import { keepPreviousData, mutationOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";

const ASSISTANTS_KEY = ["assistants"] as const;
const COLLECTIONS_KEY = ["collections"] as const;

export const assistantsQuery = queryOptions({
  queryKey: [...ASSISTANTS_KEY, "list"],
  queryFn: async ({ signal }) => (await unwrap(listAssistants({ client, signal }))).items,
});

export const assistantQuery = (id: string) =>
  queryOptions({
    queryKey: [...ASSISTANTS_KEY, "one", id],
    queryFn: ({ signal }) => unwrap(getAssistant({ client, path: { id }, signal })),
  });

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: [...ASSISTANTS_KEY, "versions", id],
    queryFn: async ({ signal }) => (await unwrap(listAssistantVersions({ client, path: { id }, signal }))).items,
  });

const refreshAssistants = {
  onSuccess: (_done: unknown, _asked: unknown, _kept: unknown, { client: cache }: { client: QueryClient }) =>
    cache.invalidateQueries({ queryKey: ASSISTANTS_KEY }),
};

interface AssistantInput {
  /** Null makes a new one. */
  readonly assistant: Assistant | null;
  readonly content: AssistantContent;
  readonly audience: Audience;
  readonly note: string;
}

export const saveAssistantMutation = mutationOptions({
  mutationFn: ({ assistant, content, audience, note }: AssistantInput) => {
    if (assistant === null) return unwrap(createAssistant({ client, body: { content, audience } }));
    const body = { content, audience, note, basedOn: assistant.version };
    return unwrap(updateAssistant({ client, path: { id: assistant.id }, body }));
  },
  ...refreshAssistants,
});

export const enableMutation = mutationOptions({
  mutationFn: ({ id, enabled }: { readonly id: string; readonly enabled: boolean }) =>
    unwrap(updateAssistant({ client, path: { id }, body: { enabled } })),
  ...refreshAssistants,
});

export const rollBackMutation = mutationOptions({
  mutationFn: ({ id, version }: { readonly id: string; readonly version: number }) =>
    unwrap(rollBackAssistant({ client, path: { id }, body: { version } })),
  ...refreshAssistants,
});

/** Outlives the page that asks for it. */
export function eraseAssistant(id: string): Promise<unknown> {
  return unwrap(deleteAssistant({ client, path: { id }, keepalive: true }));
}

export function refreshAfterErasing(cache: QueryClient): void {
  void cache.invalidateQueries({ queryKey: ASSISTANTS_KEY });
  void cache.invalidateQueries({ queryKey: COLLECTIONS_KEY });
}

export const collectionsQuery = queryOptions({
  queryKey: [...COLLECTIONS_KEY, "list"],
  queryFn: async ({ signal }) => (await unwrap(listCollections({ client, signal }))).items,
});

/** How many documents a filter holds of those that one may read. */
export const countQuery = (filter: CollectionFilterInput) =>
  queryOptions({
    queryKey: [...COLLECTIONS_KEY, "count", filter],
    queryFn: async ({ signal }) => (await unwrap(countCollection({ client, body: { filter }, signal }))).documents,
    placeholderData: keepPreviousData,
  });

interface CollectionInput {
  readonly id: string | null;
  readonly name: string;
  readonly description: string;
  readonly filter: CollectionFilterInput;
  readonly audience: Audience;
}

export const saveCollectionMutation = mutationOptions({
  mutationFn: ({ id, ...body }: CollectionInput) =>
    id === null ? unwrap(createCollection({ client, body })) : unwrap(updateCollection({ client, path: { id }, body })),
  onSuccess: (_done: unknown, _asked: unknown, _kept: unknown, { client: cache }: { client: QueryClient }) =>
    cache.invalidateQueries({ queryKey: COLLECTIONS_KEY }),
});

/** Outlives the page that asks for it. */
export function eraseCollection(id: string): Promise<unknown> {
  return unwrap(deleteCollection({ client, path: { id }, keepalive: true }));
}

export interface Trial {
  readonly question: string;
  readonly configuration: TrialConfiguration;
  readonly draft?: AssistantContent | undefined;
  readonly history?: { question: string; answer: string }[] | undefined;
}

export const trialMutation = mutationOptions({
  mutationFn: ({ question, configuration, draft, history }: Trial) =>
    unwrap(
      previewAnswer({
        client,
        body: { question, configuration, ...(draft !== undefined && { draft }), ...(history !== undefined && { history }) },
      }),
    ),
});
