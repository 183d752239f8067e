import type { LlmConnection } from "@smartypants/core";
import { type Embedder, SmartyError } from "@smartypants/sdk";
import { toEndpoint } from "../../llm/endpoint.ts";
import { createGetJson } from "../../llm/get-json.ts";
import type { SafeFetch } from "../../net/safe-fetch.ts";
import { createRemoteEmbedder, type RemoteEmbedderOptions } from "../remote-embedder.ts";

export interface OpenAiEmbedderOptions extends Omit<RemoteEmbedderOptions, "id"> {
  readonly fetch: SafeFetch;
  /** Of OpenAI, Azure, Ollama (0.2 or newer), or any server with `/embeddings`. */
  readonly connection: LlmConnection;
  /** Asks for shorter vectors, of models that can cut them. */
  readonly shorten?: boolean;
  /** For finding the vectors' length. */
  readonly signal?: AbortSignal;
}

const ANSWER_MS = 60_000;

/** Embeds over the API that OpenAI's made common. Throws `auth`, `rate_limited`, `unavailable` or `invalid` when the model cannot be asked for its vectors' length. */
export async function createOpenAiEmbedder(options: OpenAiEmbedderOptions): Promise<Embedder> {
  const { fetch, connection, shorten = false, signal = new AbortController().signal, ...rest } = options;
  const endpoint = toEndpoint(connection, true);
  const { provider, model } = endpoint;
  if (provider === "anthropic" || provider === "gemini")
    throw new SmartyError("invalid", `${endpoint.title} has no embeddings of this kind. Choose another provider.`);
  const path = pathOf(connection, endpoint.baseUrl);
  return createRemoteEmbedder(
    { id: `${provider}/${model}`, ...rest },
    async (input, _kind, stop) => {
      const getJson = createGetJson(fetch, endpoint, ANSWER_MS, stop);
      const body = { model, input, encoding_format: "float", ...(shorten && { dimensions: options.dimensions }) };
      return rowsOf(await getJson(path, body));
    },
    signal,
  );
}

function pathOf({ provider, model, options = {} }: LlmConnection, baseUrl: string): string {
  if (provider === "ollama") return "/v1/embeddings";
  if (provider !== "azure-openai" || baseUrl.endsWith("/v1")) return "/embeddings";
  const deployment = encodeURIComponent(options["deployment"] ?? model);
  const version = encodeURIComponent(options["apiVersion"] ?? "2024-10-21");
  return `${baseUrl.endsWith("/openai") ? "" : "/openai"}/deployments/${deployment}/embeddings?api-version=${version}`;
}

/** In the order of the texts, which the answer's need not be. */
function rowsOf(answer: unknown): readonly unknown[] {
  const { data } = (answer ?? {}) as { readonly data?: unknown };
  if (!Array.isArray(data)) throw new SmartyError("unavailable", "The embedding server gave no vectors. Check the base URL and the model.");
  const rows: unknown[] = [];
  for (const [at, entry] of (data as readonly ({ index?: unknown; embedding?: unknown } | null)[]).entries())
    rows[typeof entry?.index === "number" ? entry.index : at] = entry?.embedding;
  return rows;
}
