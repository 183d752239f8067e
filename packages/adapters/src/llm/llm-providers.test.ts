import type { LlmConnection } from "@smartypants/core";
import type { Llm } from "@smartypants/sdk";
import { describeLlm, type LlmUpstream } from "@smartypants/sdk/testing";
import { afterAll } from "vitest";
import { createSafeFetch } from "../net/safe-fetch.ts";
import { createLlmProviders } from "./llm-providers.ts";
import { type Stub, startAnthropicStub, startAzureStub, startGeminiStub, startOllamaStub, startOpenAiStub } from "./testing/index.ts";

const KEY = "test-key-4711";
const fetch = createSafeFetch({ allowPrivate: ["127.0.0.1"], timeoutMs: 5000, maxBytes: 1_000_000 });
const providers = createLlmProviders({ fetch, limits: { silenceMs: 250 } });

interface Case {
  readonly start: () => Promise<Stub>;
  readonly connection: Omit<LlmConnection, "baseUrl" | "apiKey">;
}

const CASES: readonly Case[] = [
  { start: () => startOpenAiStub({ key: KEY }), connection: { provider: "openai", model: "gpt-4o" } },
  {
    start: () => startAzureStub({ key: KEY, deployment: "our-chat", apiVersion: "2024-10-21" }),
    connection: { provider: "azure-openai", model: "our-chat" },
  },
  { start: () => startOpenAiStub({ key: KEY }), connection: { provider: "openai-compatible", model: "qwen3-8b" } },
  { start: () => startAnthropicStub({ key: KEY }), connection: { provider: "anthropic", model: "claude-sonnet-4-5" } },
  { start: () => startGeminiStub({ key: KEY }), connection: { provider: "gemini", model: "gemini-2.5-flash" } },
  { start: () => startOllamaStub({ key: KEY }), connection: { provider: "ollama", model: "qwen3:8b" } },
];

for (const { start, connection } of CASES) {
  const stub = startLater(start);
  describeLlm(
    connection.provider,
    async (): Promise<Llm> => providers.open({ ...connection, baseUrl: (await stub.started).url, apiKey: KEY }),
    { upstream: stub.upstream },
  );
  afterAll(async () => (await stub.started).close());
}

/** A suite wants its upstream before anything may be started. */
function startLater(start: () => Promise<Stub>): { readonly started: Promise<Stub>; readonly upstream: LlmUpstream } {
  const started = start();
  let stub: Stub | undefined;
  void started.then((value) => (stub = value));
  const ready = (): Stub => {
    if (stub === undefined) throw new Error("the stub has not been started");
    return stub;
  };
  return {
    started,
    upstream: {
      get canFilter() {
        return ready().canFilter;
      },
      answerWith: (answer) => ready().answerWith(answer),
      requests: () => ready().requests(),
    },
  };
}
