import type { LlmEvent, LlmToolCall } from "@smartypants/sdk";
import { estimatePrompt, estimateTokens } from "./estimate-tokens.ts";
import type { EndReason, Piece, Question } from "./piece.ts";
import { createTextFilter } from "./text-filter.ts";

/** Turns a provider's pieces into events. */
export interface Answer {
  /** True once the provider said that the answer is whole. */
  readonly isWhole: boolean;
  /** True once something was given out, after which nothing may be asked again. */
  readonly hasBegun: boolean;
  take(piece: Piece): readonly LlmEvent[];
  /** The last events: what was held back, tool calls, and the end. */
  end(): readonly LlmEvent[];
}

export function createAnswer({ messages, options }: Question): Answer {
  const filter = createTextFilter();
  const calls: LlmToolCall[] = [];
  let reason: EndReason | undefined;
  let inputTokens: number | undefined;
  let outputTokens: number | undefined;
  let given = "";
  const deltas = (text: string): readonly LlmEvent[] => {
    given += text;
    return text === "" ? [] : [{ type: "delta", text }];
  };
  const counted = (): number => estimateTokens(given + calls.map((call) => call.name + call.arguments).join(""));
  return {
    get isWhole() {
      return reason !== undefined;
    },
    get hasBegun() {
      return given !== "";
    },
    take: (piece) => {
      if (piece.type === "text") return deltas(filter.push(piece.text));
      if (piece.type === "tool-call") calls.push(piece.call);
      if (piece.type === "finish") reason = piece.reason;
      if (piece.type === "usage") {
        inputTokens = toCount(piece.inputTokens) ?? inputTokens;
        outputTokens = toCount(piece.outputTokens) ?? outputTokens;
      }
      return [];
    },
    end: () => [
      ...deltas(filter.end()),
      ...calls.map((call): LlmEvent => ({ type: "tool-call", call })),
      {
        type: "end",
        reason: endReason(reason, calls.length > 0),
        inputTokens: inputTokens ?? estimatePrompt(messages, options.tools),
        outputTokens: outputTokens ?? counted(),
      },
    ],
  };
}

/** Some providers say that an answer simply stopped when it ends in calls, and some announce calls that never come. */
function endReason(said: EndReason | undefined, hasCalls: boolean): EndReason {
  if (said === "length" || said === "filtered") return said;
  return hasCalls ? "tool-calls" : "stop";
}

/** Servers that do not count say zero, or nothing. */
function toCount(value: number | undefined): number | undefined {
  return value !== undefined && Number.isInteger(value) && value > 0 ? value : undefined;
}
