/** A function that the model may ask the caller to run. */
export interface LlmTool {
  /** `a-z`, digits and `_`, at most 64 characters. */
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments, an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface LlmToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON as the model wrote it: not checked against the schema, perhaps not even JSON. */
  readonly arguments: string;
}

export type LlmMessage =
  | { readonly role: "system" | "user"; readonly content: string }
  | { readonly role: "assistant"; readonly content: string; readonly toolCalls?: readonly LlmToolCall[] }
  | { readonly role: "tool"; readonly toolCallId: string; readonly content: string };

export type LlmEvent =
  | { readonly type: "delta"; readonly text: string }
  /** Whole, never in pieces. */
  | { readonly type: "tool-call"; readonly call: LlmToolCall }
  /** The last event of every stream that does not throw. Token counts are the provider's, or counted here when it gives none. */
  | {
      readonly type: "end";
      readonly reason: "stop" | "length" | "filtered" | "tool-calls";
      readonly inputTokens: number;
      readonly outputTokens: number;
    };

export interface LlmOptions {
  readonly maxOutputTokens: number;
  readonly signal: AbortSignal;
  readonly tools?: readonly LlmTool[];
  /** 0 to 1; absent means the provider's own. Left out for models that refuse it. */
  readonly temperature?: number;
}

/**
 * A language model. Answers stream; the signal aborts the upstream call. Errors are SmartyErrors: `auth`, `rate_limited` (with retryAfterMs where
 * the provider says so), `unavailable`, `invalid`; `aborted` when the signal did it.
 */
export interface Llm {
  /** `provider/model` */
  readonly id: string;
  /** Tokens of prompt and answer together. */
  readonly contextTokens: number;
  stream(messages: readonly LlmMessage[], options: LlmOptions): AsyncIterable<LlmEvent>;
}

export function defineLlm(llm: Llm): Llm {
  if (!(llm.contextTokens > 0)) throw new Error(`llm ${llm.id}: contextTokens must be positive`);
  return llm;
}
