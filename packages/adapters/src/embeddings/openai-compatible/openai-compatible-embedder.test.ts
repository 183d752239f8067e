import type { Embedder } from "@smartypants/sdk";
import { describeEmbedder } from "@smartypants/sdk/testing";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { createSafeFetch } from "../../net/safe-fetch.ts";
import { DIMENSIONS, type EmbeddingStub, openAiEmbeddings, startEmbeddingStub } from "../testing/embedding-stub.ts";
import { createOpenAiEmbedder, type OpenAiEmbedderOptions } from "./openai-compatible-embedder.ts";

const KEY = "test-key-4711";
const fetch = createSafeFetch({ allowPrivate: ["127.0.0.1"], timeoutMs: 5000, maxBytes: 1_000_000 });
const suiteStub = startEmbeddingStub(openAiEmbeddings);
afterAll(async () => (await suiteStub).close());

describeEmbedder("an OpenAI-compatible server", async () => connect(await suiteStub));

function connect(stub: EmbeddingStub, more: Partial<OpenAiEmbedderOptions> = {}): Promise<Embedder> {
  const connection = { provider: "openai-compatible", model: "letters", baseUrl: stub.url, apiKey: KEY } as const;
  return createOpenAiEmbedder({ fetch, connection, ...more });
}

async function started(): Promise<EmbeddingStub> {
  const stub = await startEmbeddingStub(openAiEmbeddings);
  onTestFinished(() => stub.close());
  return stub;
}

test("the vectors' length is found out by one request, or not asked for when it is known", async () => {
  const stub = await started();
  expect(await connect(stub)).toMatchObject({ id: "openai-compatible/letters", dimensions: DIMENSIONS });
  expect(stub.requests).toHaveLength(1);
  expect(stub.requests[0]).toMatchObject({ path: "/v1/embeddings", authorization: `Bearer ${KEY}`, body: { model: "letters" } });
  expect((await connect(stub, { dimensions: 99 })).dimensions).toBe(99);
  expect(stub.requests).toHaveLength(1);
});

test("texts go in batches, with the prefix of their kind, cut to what the model reads, without the empty ones", async () => {
  const stub = await started();
  const embedder = await connect(stub, {
    dimensions: DIMENSIONS,
    batchSize: 2,
    maxCharacters: 5,
    queryPrefix: "query: ",
    passagePrefix: "passage: ",
  });
  await embedder.embed(["one", " ", "two", "three and more", "\0"], "passage");
  await embedder.embed(["four"], "query");
  expect(stub.requests.map((request) => request.texts)).toEqual([["passage: one", "passage: two"], ["passage: three"], ["query: four"]]);
});

test("a busy provider is asked again after the wait that it asks for, one that is away after a growing one", async () => {
  const stub = await started();
  const waits: number[] = [];
  const embedder = await connect(stub, { dimensions: DIMENSIONS, wait: async (ms) => void waits.push(ms) });
  const answers = [{ status: 429, headers: { "retry-after": "7" } }, { isLost: true }, { status: 503 }, {}];
  stub.script(() => answers.shift() ?? {});
  expect((await embedder.embed(["one"], "query")).length).toBe(DIMENSIONS);
  expect(waits).toEqual([7000, 1000, 2000]);
});

test.for<[string, { status: number; headers?: Record<string, string> }, string, number]>([
  ["a key that is refused", { status: 401 }, "auth", 1],
  ["a wait that is too long to sit through", { status: 429, headers: { "retry-after": "3600" } }, "rate_limited", 1],
  ["a provider that stays away", { status: 500 }, "unavailable", 4],
  ["an unknown model", { status: 404 }, "invalid", 1],
])("%s is told", async ([, answer, code, attempts]) => {
  const stub = await started();
  const embedder = await connect(stub, { dimensions: DIMENSIONS, wait: async () => {} });
  stub.script(() => answer);
  await expect(embedder.embed(["one"], "query")).rejects.toMatchObject({ code });
  expect(stub.requests).toHaveLength(attempts);
});

test("a batch that is too large for the server is halved", async () => {
  const stub = await started();
  const embedder = await connect(stub, { dimensions: DIMENSIONS });
  const texts = Array.from({ length: 11 }, (_, at) => `text ${at}`);
  const whole = await embedder.embed(texts, "passage");
  stub.script((request) => (request.texts.length > 3 ? { status: 413, body: { error: "batch size > maximum allowed batch size 3" } } : {}));
  expect(await embedder.embed(texts, "passage")).toEqual(whole);
});

test.for<[string, unknown]>([
  ["a vector too few", { data: [{ index: 0, embedding: Array(DIMENSIONS).fill(1) }] }],
  ["vectors of another length", { data: [0, 1].map((index) => ({ index, embedding: [1, 2] })) }],
  ["something that is no number", { data: [0, 1].map((index) => ({ index, embedding: Array(DIMENSIONS).fill(null) })) }],
  ["no vectors", { message: "hello" }],
])("%s is told as unavailable", async ([, body]) => {
  const stub = await started();
  const embedder = await connect(stub, { dimensions: DIMENSIONS, wait: async () => {} });
  stub.script(() => ({ body }));
  await expect(embedder.embed(["one", "two"], "passage")).rejects.toMatchObject({ code: "unavailable" });
});

test("a stop ends the waiting", async () => {
  const stub = await started();
  const embedder = await connect(stub, { dimensions: DIMENSIONS });
  stub.script(() => ({ status: 429, headers: { "retry-after": "30" } }));
  await expect(embedder.embed(["one"], "query", AbortSignal.timeout(100))).rejects.toMatchObject({ code: "aborted" });
  expect(stub.requests).toHaveLength(1);
});

test("Azure is asked for its deployment, Ollama at its compatible address; who has no embeddings says so", async () => {
  const stub = await started();
  const base = stub.url.replace("/v1", "");
  const shared = { fetch, dimensions: DIMENSIONS };
  const azure = { provider: "azure-openai", model: "our vectors", baseUrl: base, apiKey: KEY } as const;
  await (await createOpenAiEmbedder({ ...shared, connection: azure })).embed(["one"], "query");
  await (
    await createOpenAiEmbedder({ ...shared, connection: { provider: "ollama", model: "nomic-embed-text", baseUrl: base } })
  ).embed(["one"], "query");
  expect(stub.requests.map((request) => request.path)).toEqual([
    "/openai/deployments/our%20vectors/embeddings?api-version=2024-10-21",
    "/v1/embeddings",
  ]);
  const anthropic = { provider: "anthropic", model: "x", apiKey: KEY } as const;
  await expect(createOpenAiEmbedder({ ...shared, connection: anthropic })).rejects.toMatchObject({ code: "invalid" });
});
