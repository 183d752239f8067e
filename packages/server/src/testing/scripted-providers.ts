import type { FoundModel, LlmConnection, LlmProviders } from "@smartypants/core";
import { isSmartyError, type LlmEvent, SmartyError } from "@smartypants/sdk";

export interface ScriptedProviders {
  readonly providers: LlmProviders;
  /** Every connection that was opened or listed, with its secret. */
  readonly seen: LlmConnection[];
  /** What the model whose provider's name is `model` does: says a text, or fails. */
  answer(model: string, what: string | SmartyError): void;
  /** What is offered at an address; elsewhere nobody answers. */
  offer(baseUrl: string, models: readonly FoundModel[]): void;
}

/** Language models without a network: ten tokens in, five out. */
export function createScriptedProviders(): ScriptedProviders {
  const answers = new Map<string, string | SmartyError>();
  const offers = new Map<string, readonly FoundModel[]>();
  const seen: LlmConnection[] = [];
  const providers: LlmProviders = {
    open: async (connection) => {
      seen.push(connection);
      const { provider, model, contextTokens = 8000 } = connection;
      return { id: `${provider}/${model}`, contextTokens, stream: () => say(answers.get(model) ?? "ready") };
    },
    list: async (connection) => {
      seen.push(connection);
      const found = offers.get(connection.baseUrl ?? connection.provider);
      if (found === undefined) throw new SmartyError("unavailable", "Nobody answers there.");
      return found;
    },
  };
  return {
    providers,
    seen,
    answer: (model, what) => void answers.set(model, what),
    offer: (baseUrl, models) => void offers.set(baseUrl, models),
  };
}

async function* say(what: string | SmartyError): AsyncGenerator<LlmEvent> {
  if (isSmartyError(what)) throw what;
  yield { type: "delta", text: what };
  yield { type: "end", reason: "stop", inputTokens: 10, outputTokens: 5 };
}
