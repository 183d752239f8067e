import type { ChatModelRequest, ChatModels } from "@smartypants/core";
import { defineLlm, type Llm, type LlmEvent, type LlmMessage, SmartyError } from "@smartypants/sdk";

/** What a scripted model says to a prompt: whole, or in the pieces it is to come in. Throwing is an error of the model's. */
export type Script = (messages: readonly LlmMessage[], signal: AbortSignal) => string | readonly string[] | AsyncIterable<string>;

export interface ScriptedModels extends ChatModels {
  /** What the model of a purpose says from now on; "answer" for the rest. */
  say(script: Script, purpose?: ChatModelRequest["purpose"]): void;
  /** Null: no model is set up. */
  remove(): void;
  readonly asked: readonly { readonly purpose: string; readonly messages: readonly LlmMessage[] }[];
  /** Calls that were ended before their end. */
  stopped(): number;
  finish(reason: "stop" | "length" | "filtered"): void;
}

/** Language models that say what a test tells them to. `known`: ids of the registry. */
export function createScriptedModels(known: readonly string[] = []): ScriptedModels {
  const scripts = new Map<string, Script>();
  const asked: { purpose: string; messages: readonly LlmMessage[] }[] = [];
  let stopped = 0;
  let reason: "stop" | "length" | "filtered" = "stop";
  const llmFor = (purpose: string): Llm =>
    defineLlm({
      id: "test/scripted",
      contextTokens: 8_000,
      async *stream(messages, { signal }): AsyncGenerator<LlmEvent> {
        asked.push({ purpose, messages });
        const script = scripts.get(purpose) ?? scripts.get("answer");
        let isWhole = false;
        try {
          for await (const text of piecesOf(script?.(messages, signal) ?? "")) {
            if (signal.aborted) throw new SmartyError("aborted", "The model was stopped.");
            yield { type: "delta", text };
          }
          if (signal.aborted) throw new SmartyError("aborted", "The model was stopped.");
          isWhole = true;
          yield { type: "end", reason, inputTokens: 100, outputTokens: 10 };
        } finally {
          if (!isWhole) stopped += 1;
        }
      },
    });
  return {
    asked,
    say: (script, purpose = "answer") => void scripts.set(purpose, script),
    remove: () => scripts.clear(),
    stopped: () => stopped,
    finish: (next) => void (reason = next),
    open: async ({ purpose, modelId }) => {
      if (modelId !== undefined && !known.includes(modelId)) throw new SmartyError("not_found", "There is no such model.");
      return scripts.size === 0 ? null : llmFor(purpose);
    },
  };
}

async function* piecesOf(said: ReturnType<Script>): AsyncGenerator<string> {
  if (typeof said === "string") yield* said.match(/\S+\s*|\s+/g) ?? [];
  else yield* said;
}
