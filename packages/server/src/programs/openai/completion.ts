import { countTokens } from "@smartypants/core";
import type { FinishedAnswer } from "../ask.ts";
import { absoluteUrl } from "../answer-text.ts";
import type { ChatRequest } from "./chat-request.ts";

/** What every part of one completion says alike. */
export interface CompletionHead {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

/** Our extension: where the answer comes from. */
export function extensionOf({ answer }: FinishedAnswer, publicOrigin: string) {
  const { runId, mode, citations, nearest } = answer;
  return {
    runId,
    mode,
    citations: citations.map(({ marker, documentId, version, title, url, start, end, quote }) => ({
      marker,
      documentId,
      version,
      title,
      url: absoluteUrl(url, publicOrigin),
      start,
      end,
      quote,
    })),
    ...(nearest !== undefined && { nearest: nearest.map(({ id, title, url }) => ({ id, title, url: absoluteUrl(url, publicOrigin) })) }),
  };
}

const REASONS = { stop: "stop", length: "length", filtered: "content_filter" } as const;

export function finishReasonOf({ run }: FinishedAnswer): "stop" | "length" | "content_filter" {
  return REASONS[run.usage?.finishReason ?? "stop"];
}

/** The model's own count where a model wrote, else ours. */
export function usageOf({ run }: FinishedAnswer, { messages }: ChatRequest, content: string) {
  const prompt =
    run.usage?.inputTokens ??
    countTokens(messages.map(({ content: said }) => (typeof said === "string" ? said : JSON.stringify(said ?? ""))).join("\n"));
  const completion = run.usage?.outputTokens ?? countTokens(content);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

export function chunkOf(head: CompletionHead, delta: object, finishReason: string | null = null) {
  return { ...head, object: "chat.completion.chunk", choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }] };
}
