import type { LlmEvent, LlmMessage, LlmOptions, LlmToolCall } from "@smartypants/sdk";
import type { Exchange } from "./exchange.ts";
import type { Quirk } from "./problem.ts";

export type EndReason = Extract<LlmEvent, { type: "end" }>["reason"];

/** What a provider's stream says, in one dialect for all of them. */
export type Piece =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tool-call"; readonly call: LlmToolCall }
  /** The last numbers given count. */
  | { readonly type: "usage"; readonly inputTokens?: number | undefined; readonly outputTokens?: number | undefined }
  /** The answer is whole. A stream without it broke off. */
  | { readonly type: "finish"; readonly reason: EndReason };

export interface Question {
  readonly messages: readonly LlmMessage[];
  readonly options: LlmOptions;
  readonly quirks: ReadonlySet<Quirk>;
  readonly contextTokens: number;
}

/** Asks in a provider's own dialect. Throws what it likes: the exchange explains it. */
export type Speak = (exchange: Exchange, question: Question) => AsyncIterable<Piece>;
