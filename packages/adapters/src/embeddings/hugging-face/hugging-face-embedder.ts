import { type Embedder, SmartyError } from "@smartypants/sdk";
import { toEndpoint } from "../../llm/endpoint.ts";
import { createGetJson } from "../../llm/get-json.ts";
import type { SafeFetch } from "../../net/safe-fetch.ts";
import { createRemoteEmbedder, type RemoteEmbedderOptions } from "../remote-embedder.ts";

export interface HuggingFaceEmbedderOptions extends Omit<RemoteEmbedderOptions, "id"> {
  readonly fetch: SafeFetch;
  /** As on the hub, for example `BAAI/bge-m3`. */
  readonly model: string;
  /** Of an inference endpoint of one's own. Absent: Hugging Face's shared one. */
  readonly endpointUrl?: string;
  readonly token?: string;
  /** For finding the vectors' length. */
  readonly signal?: AbortSignal;
}

const ANSWER_MS = 60_000;
/** What their server takes at once if nobody set it up otherwise. */
const BATCH_SIZE = 32;

/** Embeds through feature extraction. A model that gives a vector for each token gets their mean. */
export async function createHuggingFaceEmbedder(options: HuggingFaceEmbedderOptions): Promise<Embedder> {
  const { fetch, model, endpointUrl, token, signal = new AbortController().signal, ...rest } = options;
  if (endpointUrl === undefined && !/^[\w.-]+(?:\/[\w.-]+)?$/.test(model))
    throw new SmartyError("invalid", "Name the model as on the hub, for example BAAI/bge-m3.");
  const url = endpointUrl ?? `https://router.huggingface.co/hf-inference/models/${model}/pipeline/feature-extraction`;
  const apiKey = token === undefined ? {} : { apiKey: token };
  const endpoint = { ...toEndpoint({ provider: "openai-compatible", model, baseUrl: url, ...apiKey }, true), title: "Hugging Face" };
  return createRemoteEmbedder(
    { id: `hugging-face/${model}`, batchSize: BATCH_SIZE, ...rest },
    async (inputs, _kind, stop) => {
      const rows = await createGetJson(fetch, endpoint, ANSWER_MS, stop)("", { inputs, truncate: true });
      if (!Array.isArray(rows))
        throw new SmartyError("unavailable", "Hugging Face gave no vectors. Check that the model is one for feature extraction.");
      return rows.map(toRow);
    },
    signal,
  );
}

/** A vector, or the mean of one for each token; around them there may be a list of one. */
function toRow(value: unknown): unknown {
  if (!Array.isArray(value) || !Array.isArray(value[0])) return value;
  if (value.length === 1) return toRow(value[0]);
  const tokens = value as readonly (readonly number[])[];
  return tokens[0]?.map((_, index) => tokens.reduce((sum, token) => sum + (token[index] ?? Number.NaN), 0) / tokens.length);
}
