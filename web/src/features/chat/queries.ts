import {
  type Answer,
  attachFile as sendAttachment,
  cancelRun,
  continueRun,
  createConversation,
  deleteConversation,
  detachFile as eraseAttachment,
  getConversation,
  giveFeedback,
  type GiveFeedbackData,
  listAttachments,
  listConversations,
  listFollowUps,
  listModels,
  postMessage,
  regenerateRun,
  updateConversation,
  withdrawFeedback,
} from "@smartypants/client";
import { keepPreviousData, mutationOptions, queryOptions } from "@tanstack/react-query";
import { client, toApiError, unwrap } from "../../app/api.ts";
import type { ApiFilters } from "../search/search-state.ts";

const LISTED = 200;

/** `text`: only those with it in their title or in one of their questions. */
export const conversationsQuery = (text = "") =>
  queryOptions({
    queryKey: ["conversations", text],
    queryFn: ({ signal }) => unwrap(listConversations({ client, query: { limit: LISTED, ...(text !== "" && { q: text }) }, signal })),
    placeholderData: keepPreviousData,
  });

/** All lists of conversations, whatever they were searched for. */
export const CONVERSATION_LISTS = ["conversations"];

/** Read anew at every visit: answers are as one may read them today. */
export const conversationQuery = (id: string) =>
  queryOptions({ queryKey: ["conversation", id], queryFn: ({ signal }) => fetchConversation(id, signal), staleTime: 0 });

export function fetchConversation(id: string, signal?: AbortSignal) {
  return unwrap(getConversation({ client, path: { id }, ...(signal !== undefined && { signal }) }));
}

/** What a question can be answered by: the models that are set up for chat. */
export const chatModelsQuery = queryOptions({
  queryKey: ["models", "chat"],
  queryFn: async ({ signal }) => {
    const { items } = await unwrap(listModels({ client, signal }));
    // Administrators are sent the whole registry.
    const usable = items.filter((each) => !("kind" in each) || (each.kind === "chat" && each.enabled));
    return usable.map(({ id, name, default: isDefault }) => ({ id, name, isDefault }));
  },
});

const LOOK_AGAIN_MS = 700;

/** Asked for again while one of them is still read. */
export const attachmentsQuery = (conversationId: string) =>
  queryOptions({
    queryKey: ["conversation", conversationId, "attachments"],
    queryFn: async ({ signal }) => (await unwrap(listAttachments({ client, path: { id: conversationId }, signal }))).items,
    refetchInterval: ({ state }) => (state.data?.some((each) => each.state === "queued") === true ? LOOK_AGAIN_MS : false),
  });

export function attachFile(conversationId: string, file: File): Promise<unknown> {
  return unwrap(sendAttachment({ client, path: { id: conversationId }, body: { file } }));
}

export function detachFile(conversationId: string, documentId: string): Promise<unknown> {
  return unwrap(eraseAttachment({ client, path: { id: conversationId, documentId } }));
}

export const followUpsQuery = (runId: string) =>
  queryOptions({
    queryKey: ["run", runId, "follow-ups"],
    queryFn: async ({ signal }) => (await unwrap(listFollowUps({ client, path: { id: runId }, signal }))).items,
    staleTime: Number.POSITIVE_INFINITY,
  });

export async function beginConversation(temporary: boolean): Promise<string> {
  return (await unwrap(createConversation({ client, body: temporary ? { temporary } : {} }))).id;
}

/** A new question, perhaps in the place of another one; the same question once more; or an answer to go on with. */
export type Asked =
  | {
      readonly kind: "ask";
      readonly content: string;
      readonly parentId?: string | null;
      readonly filters: ApiFilters;
      /** Null or absent: nobody's assistant. */
      readonly assistantId?: string | null;
      readonly model: string | null;
    }
  | { readonly kind: "again"; readonly runId: string; readonly model: string | null }
  | { readonly kind: "go on"; readonly runId: string };

interface Question {
  /** Null begins a conversation. */
  readonly conversationId: string | null;
  readonly temporary: boolean;
  readonly asked: Asked;
}

/** Asks, and answers with the conversation it stands in. */
export const askMutation = mutationOptions({
  mutationFn: async ({ conversationId, temporary, asked }: Question): Promise<{ readonly conversationId: string }> => {
    const id = conversationId ?? (await beginConversation(temporary));
    if (asked.kind === "go on") await unwrap(continueRun({ client, path: { id: asked.runId } }));
    else if (asked.kind === "again") {
      await unwrap(regenerateRun({ client, path: { id: asked.runId }, body: asked.model === null ? {} : { model: asked.model } }));
    } else {
      const { assistantId, content, parentId, filters, model } = asked;
      const body = {
        content,
        filters,
        ...(parentId !== undefined && { parentId }),
        ...(model !== null && { model }),
        ...(typeof assistantId === "string" && { assistantId }),
      };
      await unwrap(postMessage({ client, path: { id }, body }));
    }
    return { conversationId: id };
  },
});

export const stopMutation = mutationOptions({ mutationFn: (runId: string) => unwrap(cancelRun({ client, path: { id: runId } })) });

export const updateMutation = mutationOptions({
  mutationFn: ({ id, ...change }: { readonly id: string; readonly title?: string; readonly pinned?: boolean }) =>
    unwrap(updateConversation({ client, path: { id }, body: change })),
});

/** Outlives the page that asks for it. */
export function eraseConversation(id: string): Promise<unknown> {
  return unwrap(deleteConversation({ client, path: { id }, keepalive: true }));
}

export const feedbackMutation = mutationOptions({
  mutationFn: (body: GiveFeedbackData["body"]) => unwrap(giveFeedback({ client, body })),
});

export const withdrawMutation = mutationOptions({
  mutationFn: (runId: string) => unwrap(withdrawFeedback({ client, path: { id: runId } })),
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

export type FullAnswer = Answer;

export interface DocumentLink {
  readonly id: string;
  readonly title: string;
  readonly url: string;
}
