import {
  type Answer,
  cancelRun,
  createConversation,
  deleteConversation,
  getConversation,
  giveFeedback,
  type GiveFeedbackData,
  listConversations,
  postMessage,
  renameConversation,
} from "@smartypants/client";
import { mutationOptions, queryOptions } from "@tanstack/react-query";
import { client, toApiError, unwrap } from "../../app/api.ts";
import type { ApiFilters } from "../search/search-state.ts";

const LISTED = 200;

export const conversationsQuery = queryOptions({
  queryKey: ["conversations"],
  queryFn: ({ signal }) => unwrap(listConversations({ client, query: { limit: LISTED }, signal })),
});

/** Read anew at every visit: answers are as one may read them today. */
export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ["conversation", id],
    queryFn: ({ signal }) => unwrap(getConversation({ client, path: { id }, signal })),
    staleTime: 0,
  });

interface Question {
  /** Null begins a conversation. */
  readonly conversationId: string | null;
  readonly content: string;
  readonly filters: ApiFilters;
}

/** Asks, and answers with the conversation it stands in. */
export const askMutation = mutationOptions({
  mutationFn: async ({ conversationId, content, filters }: Question): Promise<{ readonly conversationId: string }> => {
    const id = conversationId ?? (await unwrap(createConversation({ client, body: {} }))).id;
    await unwrap(postMessage({ client, path: { id }, body: { content, filters } }));
    return { conversationId: id };
  },
});

export const stopMutation = mutationOptions({ mutationFn: (runId: string) => unwrap(cancelRun({ client, path: { id: runId } })) });

export const renameMutation = mutationOptions({
  mutationFn: ({ id, title }: { readonly id: string; readonly title: string }) =>
    unwrap(renameConversation({ client, path: { id }, body: { title } })),
});

export const deleteMutation = mutationOptions({ mutationFn: (id: string) => unwrap(deleteConversation({ client, path: { id } })) });

export const feedbackMutation = mutationOptions({
  mutationFn: (body: GiveFeedbackData["body"]) => unwrap(giveFeedback({ client, body })),
});

/** The events of a run after one of them. By hand, because the generated client cannot say which event came last. */
export async function openRunEvents(runId: string, after: number, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const response = await fetch(`/api/v1/runs/${encodeURIComponent(runId)}/events`, {
    signal,
    headers: { Accept: "text/event-stream", ...(after > 0 && { "Last-Event-ID": String(after) }) },
  });
  if (!response.ok || response.body === null) throw toApiError(await response.json().catch(() => null), response);
  return response.body;
}

/** An answer with what a model adds to it, where one wrote. */
export type FullAnswer = Answer & {
  readonly hidden?: boolean;
  readonly written?: {
    readonly model: string;
    readonly inputTokens: number | null;
    readonly outputTokens: number | null;
    readonly finishReason: string | null;
    readonly removedCitations: number;
    readonly alsoFound: readonly DocumentLink[];
  };
};

export interface DocumentLink {
  readonly id: string;
  readonly title: string;
  readonly url: string;
}
