import { defineLlm, type Llm, type LlmEvent, type LlmMessage, type LlmOptions, SmartyError } from "@smartypants/sdk";
import type { SafeFetch } from "../net/safe-fetch.ts";
import { type Answer, createAnswer } from "./answer.ts";
import type { Endpoint } from "./endpoint.ts";
import { createExchange, type Exchange, type ExchangeLimits } from "./exchange.ts";
import type { Question, Speak } from "./piece.ts";
import { type Quirk, quirkOf } from "./problem.ts";

export interface LlmParts {
  readonly fetch: SafeFetch;
  readonly endpoint: Endpoint;
  readonly limits: ExchangeLimits;
  readonly contextTokens: number;
  /** What the model is known to refuse; learnt while asking. */
  readonly quirks: Set<Quirk>;
  readonly speak: Speak;
}

/** A language model behind one endpoint, with the promises of `Llm` kept whatever the provider does. */
export function openLlm(parts: LlmParts): Llm {
  const { endpoint, contextTokens } = parts;
  return defineLlm({
    id: `${endpoint.provider}/${endpoint.model}`,
    contextTokens,
    stream: (messages, options) => ask(parts, messages, options),
  });
}

async function* ask(parts: LlmParts, messages: readonly LlmMessage[], options: LlmOptions): AsyncGenerator<LlmEvent> {
  if (!messages.some((message) => message.role !== "system" && message.content.trim() !== ""))
    throw new SmartyError("invalid", "There is no question. Write what you would like to know.");
  const question: Question = { messages, options, quirks: parts.quirks, contextTokens: parts.contextTokens };
  const answer = createAnswer(question);
  for (let isAgain = true; isAgain;) {
    isAgain = false;
    const exchange = createExchange({ ...parts, signal: options.signal });
    try {
      if (options.signal.aborted) throw exchange.explain(options.signal.reason);
      for await (const piece of parts.speak(exchange, question)) yield* answer.take(piece);
      if (!answer.isWhole) throw brokeOff(parts.endpoint);
    } catch (error) {
      isAgain = learn(exchange, answer, parts.quirks);
      // All of it arrived: how the connection ended does not matter any more.
      if (!isAgain && (!answer.isWhole || options.signal.aborted)) throw exchange.explain(error);
    } finally {
      exchange.close();
    }
  }
  yield* answer.end();
}

/** True when the request was refused for something that can be done without, and has not been done without before. */
function learn({ problem }: Exchange, answer: Answer, quirks: Set<Quirk>): boolean {
  const quirk = problem === undefined || answer.hasBegun ? undefined : quirkOf(problem, quirks);
  if (quirk !== undefined) quirks.add(quirk);
  return quirk !== undefined;
}

function brokeOff({ title }: Endpoint): SmartyError {
  return new SmartyError("unavailable", `${title} broke off in the middle of the answer. Try again.`);
}
