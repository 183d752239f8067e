import http from "node:http";
import { once } from "node:events";
import type { LlmConnection } from "@smartypants/core";
import type { LlmEvent, LlmOptions } from "@smartypants/sdk";
import { expect, onTestFinished, test, vi } from "vitest";
import { createSafeFetch, type SafeFetch } from "../net/safe-fetch.ts";
import { discoverOllama } from "./discover-ollama.ts";
import { createLlmProviders } from "./llm-providers.ts";
import {
  type OllamaStubOptions,
  type Stub,
  startAnthropicStub,
  startAzureStub,
  startGeminiStub,
  startOllamaStub,
  startOpenAiStub,
} from "./testing/index.ts";

const KEY = "test-key-4711";
const fetch = createSafeFetch({ allowPrivate: ["127.0.0.1"], timeoutMs: 5000, maxBytes: 1_000_000 });
const providers = createLlmProviders({ fetch, limits: { headersMs: 2000, silenceMs: 500 } });
const STARTERS = {
  openai: () => startOpenAiStub({ key: KEY }),
  "openai-compatible": () => startOpenAiStub({ key: KEY }),
  "azure-openai": () => startAzureStub({ key: KEY, deployment: "our-chat", apiVersion: "2024-10-21" }),
  anthropic: () => startAnthropicStub({ key: KEY }),
  gemini: () => startGeminiStub({ key: KEY }),
  ollama: () => startOllamaStub({ key: KEY }),
} as const;
const MODELS = {
  openai: "gpt-4o",
  "openai-compatible": "qwen3-8b",
  "azure-openai": "our-chat",
  anthropic: "claude-sonnet-4-5",
  gemini: "gemini-2.5-flash",
  ollama: "qwen3:8b",
} as const;
type Provider = LlmConnection["provider"];
const PROVIDERS = Object.keys(STARTERS) as Provider[];

async function started(stub: Promise<Stub>): Promise<Stub> {
  const running = await stub;
  onTestFinished(() => running.close());
  return running;
}

function connect(provider: Provider, stub: Stub, more: Partial<LlmConnection> = {}): LlmConnection {
  return { provider, model: MODELS[provider], baseUrl: stub.url, apiKey: KEY, ...more };
}

async function ask(connection: LlmConnection, options: Partial<LlmOptions> = {}, way = providers): Promise<readonly LlmEvent[]> {
  const llm = await way.open(connection);
  const events: LlmEvent[] = [];
  const full = { maxOutputTokens: 100, signal: new AbortController().signal, ...options };
  for await (const event of llm.stream([{ role: "user", content: "When?" }], full)) events.push(event);
  return events;
}

async function failure(work: Promise<unknown>): Promise<Error & { readonly code?: string }> {
  return work.then(
    (value) => expect.fail(`expected an error instead of ${JSON.stringify(value)}`),
    (error: Error) => error,
  );
}

function wholeText(error: unknown): string {
  return error instanceof Error
    ? `${error.message} ${error.stack ?? ""} ${JSON.stringify(error)} ${wholeText(error.cause)}`
    : String(error);
}

test.for(PROVIDERS)("%s: the key is in no error, though the provider repeats it", async (provider) => {
  const stub = await started(STARTERS[provider]());
  for (const status of [400, 401, 404, 429, 500]) {
    stub.answerWith({ status, body: JSON.stringify({ error: { message: `bad key ${KEY}` } }) });
    const text = wholeText(await failure(ask(connect(provider, stub))));
    expect(text).toContain("[key]");
    expect(text).not.toContain(KEY);
  }
});

test.for(PROVIDERS)("%s: a key in another's place, and what the environment offers, is never sent", async (provider) => {
  for (const name of ["OPENAI_API_KEY", "OPENAI_ORG_ID", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "GOOGLE_API_KEY", "GEMINI_API_KEY"])
    vi.stubEnv(name, "from-the-environment");
  for (const name of ["OPENAI_CUSTOM_HEADERS", "ANTHROPIC_CUSTOM_HEADERS"]) vi.stubEnv(name, "x-env: from-the-environment");
  for (const name of ["OPENAI_BASE_URL", "ANTHROPIC_BASE_URL", "GOOGLE_GEMINI_BASE_URL", "AZURE_OPENAI_ENDPOINT"])
    vi.stubEnv(name, "http://127.0.0.1:9/from-the-environment");
  onTestFinished(() => void vi.unstubAllEnvs());
  const stub = await started(STARTERS[provider]());
  const sent: unknown[] = [];
  const recording: SafeFetch = (request) => {
    sent.push(request.url, request.headers);
    return fetch(request);
  };
  await ask(connect(provider, stub), {}, createLlmProviders({ fetch: recording }));
  const text = JSON.stringify(sent);
  expect(text).toContain(KEY);
  expect(text).not.toMatch(/from-the-environment|added-on-the-way|x-stainless|x-goog-api-client/);
});

test.for(PROVIDERS)("%s: a redirect to another host does not take the key along", async (provider) => {
  const heard: string[] = [];
  const other = http.createServer((request, response) => {
    heard.push(JSON.stringify(request.headers));
    response.end("{}");
  });
  const first = http.createServer((_request, response) => {
    const address = other.address();
    response.writeHead(302, { location: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/` }).end();
  });
  for (const server of [other, first]) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
  }
  const address = first.address();
  const baseUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  await failure(ask({ provider, model: MODELS[provider], baseUrl, apiKey: KEY, contextTokens: 4096 }));
  expect(heard.length).toBeGreaterThan(0);
  expect(heard.join("")).not.toContain(KEY);
});

test("a model that refuses the temperature is asked again without it, and from then on only so", async () => {
  const stub = await started(startOpenAiStub());
  stub.script(({ temperature }) =>
    temperature === undefined
      ? { pieces: ["Six."] }
      : { status: 400, body: `{"error":{"message":"Unsupported value: 'temperature' does not support 0.2 with this model."}}` },
  );
  const connection = connect("openai", stub);
  await ask(connection, { temperature: 0.2 });
  expect(stub.requests().map((request) => request.temperature)).toEqual([0.2, undefined]);
  await ask(connection, { temperature: 0.2 });
  expect(stub.requests()).toHaveLength(3);
});

test("a server that knows the token limit by its other name only is asked again with that", async () => {
  for (const [provider, known] of [
    ["openai", "max_tokens"],
    ["openai-compatible", "max_completion_tokens"],
  ] as const) {
    const stub = await started(startOpenAiStub());
    stub.script(({ body }) =>
      known in body
        ? { pieces: ["Six."] }
        : {
            status: 400,
            body: `{"error":{"message":"Unsupported parameter: use '${known}', max_tokens or max_completion_tokens is not supported."}}`,
          },
    );
    await ask(connect(provider, stub));
    expect(stub.requests().map(({ body }) => body[known])).toEqual([undefined, 100]);
  }
});

test("a server without usage in streams is asked again without it; what is refused for good is asked no more than it has quirks", async () => {
  const stub = await started(startOpenAiStub());
  stub.answerWith({ status: 400, body: `{"error":"stream_options: extra fields not permitted"}` });
  expect(await failure(ask(connect("openai-compatible", stub)))).toMatchObject({ code: "invalid" });
  expect(stub.requests().map(({ body }) => "stream_options" in body)).toEqual([true, false]);
});

test("errors name the model, and say what to do", async () => {
  const ollama = await started(startOllamaStub());
  ollama.answerWith({ problem: "no-model" });
  expect((await failure(ask(connect("ollama", ollama, { model: "nope", contextTokens: 4096 })))).message).toContain("ollama pull nope");
  const openai = await started(startOpenAiStub());
  openai.answerWith({ problem: "no-model" });
  expect((await failure(ask(connect("openai", openai, { model: "gpt-nope" })))).message).toContain("gpt-nope");
  openai.answerWith({ status: 429, body: `{"error":{"code":"insufficient_quota"}}` });
  expect(await failure(ask(connect("openai", openai)))).toMatchObject({
    code: "rate_limited",
    message: expect.stringContaining("billing"),
  });
  openai.answerWith({ headers: { "content-type": "text/html" }, body: "<html>" });
  expect(await failure(ask(connect("openai", openai)))).toMatchObject({ code: "invalid", message: expect.stringContaining("base URL") });
});

test("no answer's head in time is told as unavailable, and closes the connection", async () => {
  const stub = await started(startOpenAiStub());
  stub.answerWith({ pieces: ["Six."], delayMs: 60_000 });
  const hasty = createLlmProviders({ fetch, limits: { headersMs: 100 } });
  expect(await failure(ask(connect("openai", stub), {}, hasty))).toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("0.1 s"),
  });
  expect(await stub.requests()[0]?.closed).toBe(true);
});

test("nobody there is told as unavailable, and a private host that is not allowed as invalid", async () => {
  const connection = { provider: "openai-compatible", model: "m", baseUrl: "http://127.0.0.1:1/v1", contextTokens: 4096 } as const;
  expect(await failure(ask(connection))).toMatchObject({ code: "unavailable" });
  const strict = createLlmProviders({ fetch: createSafeFetch({ allowPrivate: [], timeoutMs: 5000, maxBytes: 1000 }) });
  expect(await failure(ask(connection, {}, strict))).toMatchObject({ code: "invalid" });
});

test("an end without a reason or a count is an end; half a line between two pieces is no harm", async () => {
  const stub = await started(startOpenAiStub());
  const chunk = `data: {"choices":[{"delta":{"content":"Six."}}]}\n\n`;
  stub.answerWith({ body: `${chunk}data: [DONE]` });
  expect((await ask(connect("openai-compatible", stub))).map((event) => event.type)).toEqual(["delta", "end"]);
  stub.answerWith({ body: chunk });
  expect(await failure(ask(connect("openai-compatible", stub)))).toMatchObject({ code: "unavailable" });
});

test("calls that share an index are told apart by their ids, and a call without arguments has none", async () => {
  const stub = await started(startOpenAiStub());
  const call = (id: string, name: string): string =>
    `data: ${JSON.stringify({ choices: [{ delta: { tool_calls: [{ index: 0, id, type: "function", function: { name, arguments: "" } }] } }] })}\n\n`;
  stub.answerWith({
    body: `${call("a", "one")}${call("b", "two")}data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`,
  });
  const events = await ask(connect("openai-compatible", stub));
  expect(events).toMatchObject([
    { type: "tool-call", call: { id: "a", name: "one", arguments: "{}" } },
    { type: "tool-call", call: { id: "b", name: "two", arguments: "{}" } },
    { type: "end", reason: "tool-calls" },
  ]);
});

test("Gemini sees its signature again with the result of a call", async () => {
  const stub = await started(startGeminiStub());
  stub.answerWith({ toolCalls: [{ id: "x", name: "search", arguments: '{"q":1}' }] });
  const llm = await providers.open(connect("gemini", stub));
  const options = { maxOutputTokens: 100, signal: new AbortController().signal };
  const calls = [];
  for await (const event of llm.stream([{ role: "user", content: "When?" }], options))
    if (event.type === "tool-call") calls.push(event.call);
  const [call] = calls;
  stub.answerWith({ pieces: ["Six."] });
  const messages = [
    { role: "user", content: "When?" },
    { role: "assistant", content: "", toolCalls: calls },
    { role: "tool", toolCallId: call?.id ?? "", content: "18:00" },
  ] as const;
  for await (const event of llm.stream(messages, options)) expect(event.type).not.toBe("tool-call");
  expect(stub.requests().at(-1)?.body["contents"]).toMatchObject([
    { role: "user" },
    { role: "model", parts: [{ functionCall: { name: "search", args: { q: 1 } }, thoughtSignature: "c2lnbmF0dXJl" }] },
    { role: "user", parts: [{ functionResponse: { name: "search", response: { output: "18:00" } } }] },
  ]);
});

test.for<[string, OllamaStubOptions, number]>([
  ["nothing said: Ollama's default", {}, 4096],
  ["the model's own setting", { parameters: 'stop    "x"\nnum_ctx                        16384' }, 16_384],
  ["what it is loaded with", { loadedTokens: 32_768 }, 32_768],
  ["its own setting before what somebody else loaded it with", { parameters: "num_ctx 8192", loadedTokens: 2048 }, 8192],
  ["never more than it was trained for", { parameters: "num_ctx 131072", trainedTokens: 8192 }, 8192],
])("Ollama's context is read and sent: %s", async ([, options, expected]) => {
  const stub = await started(startOllamaStub(options));
  const llm = await providers.open(connect("ollama", stub));
  expect(llm.contextTokens).toBe(expected);
  await ask(connect("ollama", stub));
  expect(stub.requests()[0]?.body["options"]).toMatchObject({ num_ctx: expected, num_predict: 100 });
});

test("context sizes: the connection's, the server's, or a low guess; opening fails for none of them", async () => {
  const stub = await started(startOpenAiStub());
  const sizeOf = async (connection: LlmConnection): Promise<number> => (await providers.open(connection)).contextTokens;
  expect(await sizeOf(connect("openai-compatible", stub, { contextTokens: 1234 }))).toBe(1234);
  expect(await sizeOf(connect("openai-compatible", stub))).toBe(40_960);
  expect(await sizeOf(connect("openai-compatible", stub, { model: "other" }))).toBe(8192);
  expect(await sizeOf(connect("openai-compatible", stub, { baseUrl: "http://127.0.0.1:1/v1" }))).toBe(8192);
  expect(await sizeOf(connect("ollama", stub, { baseUrl: "http://127.0.0.1:1" }))).toBe(4096);
  const asked = stub.factPaths.length;
  for (const [model, size] of [
    ["gpt-4o-mini", 128_000],
    ["gpt-4.1", 1_047_576],
    ["gpt-4", 8192],
    ["o3-mini", 200_000],
    ["gpt-5-nano", 400_000],
  ] as const)
    expect(await sizeOf(connect("openai", stub, { model })), model).toBe(size);
  expect(stub.factPaths).toHaveLength(asked);
});

test.for<[Provider, readonly object[]]>([
  [
    "openai",
    [
      { model: "gpt-4o", kind: "chat" },
      { model: "text-embedding-3-small", kind: "embedding" },
      { model: "qwen3-8b", kind: "chat" },
    ],
  ],
  [
    "openai-compatible",
    [
      { model: "gpt-4o", kind: "chat" },
      { model: "text-embedding-3-small", kind: "embedding" },
      { model: "whisper-1", kind: "chat" },
      { model: "qwen3-8b", kind: "chat", contextTokens: 40_960 },
    ],
  ],
  [
    "azure-openai",
    [
      { model: "our-chat", kind: "chat" },
      { model: "our-vectors", kind: "embedding" },
    ],
  ],
  ["anthropic", [{ model: "claude-sonnet-4-5", kind: "chat", contextTokens: 200_000 }]],
  [
    "gemini",
    [
      { model: "gemini-2.5-flash", kind: "chat", contextTokens: 1_048_576 },
      { model: "gemini-embedding-001", kind: "embedding" },
    ],
  ],
  [
    "ollama",
    [
      { model: "qwen3:8b", kind: "chat" },
      { model: "nomic-embed-text:latest", kind: "embedding" },
    ],
  ],
])("%s lists its models, and refuses a wrong key as auth", async ([provider, expected]) => {
  const stub = await started(STARTERS[provider]());
  const { signal } = new AbortController();
  expect(await providers.list(connect(provider, stub), signal)).toMatchObject(expected);
  expect(await failure(providers.list(connect(provider, stub, { apiKey: "wrong" }), signal))).toMatchObject({ code: "auth" });
  const away = connect(provider, stub, { baseUrl: "http://127.0.0.1:1" });
  expect(await failure(providers.list(away, signal))).toMatchObject({ code: "unavailable" });
  expect(await failure(providers.list(connect(provider, stub), AbortSignal.abort()))).toMatchObject({ code: "aborted" });
});

test.for<[string, Partial<LlmConnection>]>([
  ["no key", { provider: "openai" }],
  ["no address", { provider: "openai-compatible" }],
  ["no endpoint", { provider: "azure-openai", apiKey: KEY }],
  ["no model", { provider: "ollama", model: " " }],
  ["a file", { baseUrl: "file:///etc/passwd" }],
  ["a password in the address", { baseUrl: "https://ada:pw@example.org" }],
  ["a query in the address", { baseUrl: "https://example.org/v1?key=1" }],
  ["a line break in the key", { apiKey: "a\r\nx-evil: 1" }],
])("%s cannot be a connection", async ([, wrong]) => {
  const connection: LlmConnection = {
    provider: "openai-compatible",
    model: "m",
    ...(wrong.provider === undefined && { baseUrl: "https://example.org" }),
    ...wrong,
  };
  expect(await failure(providers.open(connection))).toMatchObject({ code: "invalid" });
});

test("the address of one call is understood as that of the API", async () => {
  const stub = await started(startOpenAiStub());
  await ask(connect("openai-compatible", stub, { baseUrl: `${stub.url}/chat/completions` }));
  await ask(connect("openai-compatible", stub, { baseUrl: `${stub.url}/` }));
  expect(stub.requests()).toHaveLength(2);
});

test("a running Ollama is found, and nothing is said when there is none", async () => {
  const stub = await started(startOllamaStub());
  expect(await discoverOllama(fetch, ["127.0.0.1:1", stub.host])).toEqual({ baseUrl: `http://${stub.host}`, version: "0.13.1" });
  expect(await discoverOllama(fetch, ["127.0.0.1:1", "not an address"])).toBeNull();
});

test("a host that never answers costs the search for Ollama no more than half a second", async () => {
  const silent = http.createServer(() => {});
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const address = silent.address();
  const startedAt = performance.now();
  expect(await discoverOllama(fetch, [`127.0.0.1:${typeof address === "object" ? address?.port : ""}`])).toBeNull();
  expect(performance.now() - startedAt).toBeLessThan(900);
});

test("a provider's own switches reach it", async () => {
  const openai = await started(startOpenAiStub());
  await ask(connect("openai", openai, { options: { reasoningEffort: "low", organization: "org-1" } }));
  expect(openai.requests()[0]).toMatchObject({ body: { reasoning_effort: "low" }, headers: { "openai-organization": "org-1" } });
  const ollama = await started(startOllamaStub());
  await ask(connect("ollama", ollama, { options: { think: "false", keepAlive: "30m" } }));
  expect(ollama.requests()[0]?.body).toMatchObject({ think: false, keep_alive: "30m", truncate: false });
  const gemini = await started(startGeminiStub());
  await ask(connect("gemini", gemini, { options: { thinkingBudget: "0" } }));
  expect(gemini.requests()[0]?.body).toMatchObject({ generationConfig: { thinkingConfig: { thinkingBudget: 0 } } });
  const azure = await started(startAzureStub({ deployment: "other", apiVersion: "2025-01-01" }));
  await ask(connect("azure-openai", azure, { options: { deployment: "other", apiVersion: "2025-01-01" } }));
  expect(azure.requests()[0]?.headers["api-key"]).toBe(KEY);
});

test("an answer that was whole stays so when the connection is cut behind it", async () => {
  const stub = await started(startOpenAiStub());
  stub.answerWith({ body: `data: {"choices":[{"delta":{"content":"Six."},"finish_reason":"stop"}]}\n\ndata: {"cho\n\n` });
  expect(await ask(connect("openai-compatible", stub))).toMatchObject([
    { type: "delta", text: "Six." },
    { type: "end", reason: "stop" },
  ]);
});
