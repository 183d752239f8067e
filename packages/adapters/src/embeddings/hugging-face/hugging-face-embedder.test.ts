import type { Embedder } from "@smartypants/sdk";
import { describeEmbedder } from "@smartypants/sdk/testing";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { createSafeFetch, type SafeFetch } from "../../net/safe-fetch.ts";
import { DIMENSIONS, type EmbeddingStub, huggingFaceEmbeddings, startEmbeddingStub } from "../testing/embedding-stub.ts";
import { createHuggingFaceEmbedder, type HuggingFaceEmbedderOptions } from "./hugging-face-embedder.ts";

const fetch = createSafeFetch({ allowPrivate: ["127.0.0.1"], timeoutMs: 5000, maxBytes: 1_000_000 });
const suiteStub = startEmbeddingStub(huggingFaceEmbeddings);
afterAll(async () => (await suiteStub).close());

describeEmbedder("a Hugging Face endpoint", async () => connect(await suiteStub));

function connect(stub: EmbeddingStub, more: Partial<HuggingFaceEmbedderOptions> = {}): Promise<Embedder> {
  return createHuggingFaceEmbedder({ fetch, model: "BAAI/bge-m3", endpointUrl: stub.url, token: "hf_token", ...more });
}

async function started(): Promise<EmbeddingStub> {
  const stub = await startEmbeddingStub(huggingFaceEmbeddings);
  onTestFinished(() => stub.close());
  return stub;
}

test("asks its endpoint, with the token, to cut what is too long", async () => {
  const stub = await started();
  expect(await connect(stub)).toMatchObject({ id: "hugging-face/BAAI/bge-m3", dimensions: DIMENSIONS });
  expect(stub.requests).toMatchObject([{ path: "/v1", authorization: "Bearer hf_token", body: { truncate: true } }]);
});

test("a model that is being loaded is waited for as long as Hugging Face estimates", async () => {
  const stub = await started();
  const waits: number[] = [];
  const answers = [{ status: 503, body: { error: "Model BAAI/bge-m3 is currently loading", estimated_time: 20 } }, {}];
  stub.script(() => answers.shift() ?? {});
  await connect(stub, { wait: async (ms) => void waits.push(ms) });
  expect(waits).toEqual([20_000]);
});

test("a vector for each token becomes their mean", async () => {
  const stub = await started();
  stub.script(() => ({
    body: [
      [
        [3, 0],
        [1, 4],
      ],
      [[[0, 2]]],
    ],
  }));
  const embedder = await connect(stub, { dimensions: 2 });
  const vectors = await embedder.embed(["two tokens", "one"], "passage");
  expect([...vectors].map((value) => Math.round(value * 1000) / 1000)).toEqual([0.707, 0.707, 0, 1]);
});

test("without an endpoint the shared one is asked, and the model's name is no way to another address", async () => {
  const asked: string[] = [];
  const refuse: SafeFetch = async (request) => {
    asked.push(request.url);
    throw new Error("no network in tests");
  };
  const shared = { fetch: refuse, wait: async () => {} };
  await expect(createHuggingFaceEmbedder({ ...shared, model: "BAAI/bge-m3" })).rejects.toMatchObject({ code: "unavailable" });
  expect(new Set(asked)).toEqual(new Set(["https://router.huggingface.co/hf-inference/models/BAAI/bge-m3/pipeline/feature-extraction"]));
  await expect(createHuggingFaceEmbedder({ ...shared, model: "../../evil?x" })).rejects.toMatchObject({ code: "invalid" });
});
