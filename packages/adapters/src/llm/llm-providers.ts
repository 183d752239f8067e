import type { LlmConnection, LlmProviders } from "@smartypants/core";
import type { SafeFetch } from "../net/safe-fetch.ts";
import { speakAnthropic } from "./anthropic.ts";
import { readContextTokens } from "./context-tokens.ts";
import { toEndpoint } from "./endpoint.ts";
import type { ExchangeLimits } from "./exchange.ts";
import { createGeminiSpeaker } from "./gemini.ts";
import { createGetJson } from "./get-json.ts";
import { listModels } from "./list-models.ts";
import { speakOllama } from "./ollama.ts";
import { openLlm } from "./open-llm.ts";
import { speakOpenAi } from "./openai.ts";
import type { Speak } from "./piece.ts";
import type { Quirk } from "./problem.ts";

export interface LlmProviderOptions {
  /** The way out. It has to allow the private hosts that models run on: a model on this machine is at the loopback. */
  readonly fetch: SafeFetch;
  /** For tests, which cannot wait as long as people do. */
  readonly limits?: Partial<ExchangeLimits>;
}

const SILENCE_MS = 60_000;
const HEADERS_MS = 30_000;
/** It loads a model before it answers. */
const OLLAMA_HEADERS_MS = 120_000;
/** For lists and context sizes. */
const FACTS_MS = 10_000;
const MAX_REMEMBERED = 200;

/**
 * Speaks to the providers of language models. A vendor's library is loaded when its first question is asked. Between calls it remembers only which parameters
 * a model refused.
 */
export function createLlmProviders({ fetch, limits = {} }: LlmProviderOptions): LlmProviders {
  const remembered = new Map<string, Set<Quirk>>();
  const quirksOf = (key: string): Set<Quirk> => {
    const quirks = remembered.get(key) ?? new Set();
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(key, quirks);
    return quirks;
  };
  return {
    open: async (connection) => {
      const endpoint = toEndpoint(connection, true);
      const getJson = createGetJson(fetch, endpoint, FACTS_MS, AbortSignal.timeout(FACTS_MS));
      const headersMs = limits.headersMs ?? (endpoint.provider === "ollama" ? OLLAMA_HEADERS_MS : HEADERS_MS);
      return openLlm({
        fetch,
        endpoint,
        limits: { headersMs, silenceMs: limits.silenceMs ?? SILENCE_MS },
        contextTokens: connection.contextTokens ?? (await readContextTokens(endpoint, getJson)),
        quirks: quirksOf(`${endpoint.provider} ${endpoint.baseUrl} ${endpoint.model}`),
        speak: speakerOf(endpoint.provider),
      });
    },
    list: async (connection, signal) => {
      const endpoint = toEndpoint({ ...connection, model: "" }, false);
      return listModels(endpoint, createGetJson(fetch, endpoint, limits.headersMs ?? FACTS_MS, signal));
    },
  };
}

function speakerOf(provider: LlmConnection["provider"]): Speak {
  if (provider === "anthropic") return speakAnthropic;
  if (provider === "gemini") return createGeminiSpeaker();
  return provider === "ollama" ? speakOllama : speakOpenAi;
}
