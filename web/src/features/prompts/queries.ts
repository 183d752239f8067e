import {
  createPrompt,
  deletePrompt,
  listPrompts,
  listPromptVersions,
  previewPrompt,
  type Prompt,
  rollBackPrompt,
  updatePrompt,
} from "@smartypants/client";
import { keepPreviousData, mutationOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";

const PROMPTS_KEY = ["prompts"] as const;

export const promptsQuery = queryOptions({
  queryKey: [...PROMPTS_KEY, "list"],
  queryFn: async ({ signal }) => (await unwrap(listPrompts({ client, signal }))).items,
});

export const promptVersionsQuery = (id: string) =>
  queryOptions({
    queryKey: [...PROMPTS_KEY, "versions", id],
    queryFn: async ({ signal }) => (await unwrap(listPromptVersions({ client, path: { id }, signal }))).items,
  });

/** What a text becomes, and what is wrong with it. */
export const promptPreviewQuery = (kind: Prompt["kind"], text: string, values: Readonly<Record<string, string>>) =>
  queryOptions({
    queryKey: [...PROMPTS_KEY, "preview", kind, text, values],
    queryFn: ({ signal }) => unwrap(previewPrompt({ client, body: { kind, text, values: { ...values } }, signal })),
    placeholderData: keepPreviousData,
  });

const refresh = {
  onSuccess: (_done: unknown, _asked: unknown, _kept: unknown, { client: cache }: { client: QueryClient }) =>
    cache.invalidateQueries({ queryKey: PROMPTS_KEY }),
};

export const createPromptMutation = mutationOptions({
  mutationFn: (body: { readonly kind: Prompt["kind"]; readonly name: string; readonly description: string; readonly text: string }) =>
    unwrap(createPrompt({ client, body })),
  ...refresh,
});

export const savePromptMutation = mutationOptions({
  mutationFn: ({ prompt, text, note }: { readonly prompt: Prompt; readonly text: string; readonly note: string }) =>
    unwrap(updatePrompt({ client, path: { id: prompt.id }, body: { text, note, basedOn: prompt.version } })),
  ...refresh,
});

export const rollBackPromptMutation = mutationOptions({
  mutationFn: ({ id, version }: { readonly id: string; readonly version: number }) =>
    unwrap(rollBackPrompt({ client, path: { id }, body: { version } })),
  ...refresh,
});

export const deletePromptMutation = mutationOptions({
  mutationFn: (id: string) => unwrap(deletePrompt({ client, path: { id } })),
  ...refresh,
});
