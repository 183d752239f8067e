export interface LlmMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

export type LlmEvent =
  | { readonly type: "delta"; readonly text: string }
  | { readonly type: "end"; readonly reason: "stop" | "length" | "filtered"; readonly inputTokens: number; readonly outputTokens: number };

/** A language model. Answers stream; the signal aborts the upstream call. Errors are SmartyErrors: `auth`, `rate_limited`, `unavailable`, `invalid`. */
export interface Llm {
  /** `provider/model` */
  readonly id: string;
  /** Tokens of prompt and answer together. */
  readonly contextTokens: number;
  stream(
    messages: readonly LlmMessage[],
    options: { readonly maxOutputTokens: number; readonly signal: AbortSignal },
  ): AsyncIterable<LlmEvent>;
}

export function defineLlm(llm: Llm): Llm {
  if (!(llm.contextTokens > 0)) throw new Error(`llm ${llm.id}: contextTokens must be positive`);
  return llm;
}
