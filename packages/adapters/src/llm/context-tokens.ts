import type { Endpoint } from "./endpoint.ts";
import type { GetJson } from "./get-json.ts";

/** What Ollama gives a model that says nothing else. */
const OLLAMA_DEFAULT = 4096;
/** Small enough for any model server worth the name. */
const UNKNOWN = 8192;
/** OpenAI's models do not say how much they read. The first that fits counts. */
const OPENAI_SIZES: readonly (readonly [RegExp, number])[] = [
  [/gpt-?5.*chat/, 128_000],
  [/gpt-?5/, 400_000],
  [/gpt-?4\.1/, 1_047_576],
  [/gpt-?4o|gpt-?4-turbo|gpt-?4-.*preview|o1-(?:mini|preview)/, 128_000],
  [/(?:^|[-_])o[134](?:$|[-_])/, 200_000],
  [/gpt-?4-32k/, 32_768],
  [/gpt-?4/, 8192],
  [/gpt-?3[.]?5|gpt-?35/, 16_385],
];

/** How many tokens a model reads and writes together. Asks the provider only where it knows better than we do; what it does not say is guessed low. */
export async function readContextTokens(endpoint: Endpoint, getJson: GetJson): Promise<number> {
  const { provider, model } = endpoint;
  if (provider === "openai" || provider === "azure-openai") {
    const known = OPENAI_SIZES.find(([pattern]) => pattern.test(model.toLowerCase()))?.[1];
    // A deployment may be called anything; a model of OpenAI's own that is not in the list is newer than it.
    return known ?? (provider === "openai" ? 128_000 : UNKNOWN);
  }
  if (provider === "anthropic") return 200_000;
  if (provider === "gemini" && /^gemini-(?:1\.5|[2-9])/.test(model)) return 1_048_576;
  try {
    if (provider === "ollama") return await readOllamaContext(model, getJson);
    if (provider === "gemini") return contextOf(await getJson(`${geminiPath(endpoint.baseUrl)}/${encodeURIComponent(model)}`)) ?? UNKNOWN;
    const { data } = (await getJson("/models")) as { data?: unknown };
    const entry = Array.isArray(data) ? data.find((candidate: { id?: unknown }) => candidate.id === model) : undefined;
    return contextOf(entry) ?? UNKNOWN;
  } catch {
    // Opening promises nothing about the network: who asks the model hears what is wrong with it.
    return provider === "ollama" ? OLLAMA_DEFAULT : UNKNOWN;
  }
}

/** The list of models under a base URL, which may hold the API's version. */
export function geminiPath(baseUrl: string): string {
  return /\/v\d+\w*$/.test(baseUrl) ? "/models" : "/v1beta/models";
}

/** Under any of the names that servers give it. */
export function contextOf(entry: unknown): number | undefined {
  const found = (entry ?? {}) as Record<string, unknown>;
  const sizes = ["max_model_len", "context_length", "context_window", "max_context_length", "inputTokenLimit", "max_input_tokens"].map(
    (name) => found[name],
  );
  return sizes.find((size): size is number => typeof size === "number" && Number.isInteger(size) && size > 0);
}

/**
 * What Ollama really gives the model: the model's own setting, else what it is loaded with now (the operator's default), else 4096, and never more than
 * it was trained for.
 */
async function readOllamaContext(model: string, getJson: GetJson): Promise<number> {
  const [shown, loaded] = await Promise.all([
    getJson("/api/show", { model }) as Promise<{ parameters?: unknown; model_info?: Record<string, unknown> }>,
    (getJson("/api/ps") as Promise<{ models?: unknown }>).catch(() => ({ models: [] })),
  ]);
  const set = Number(/^\s*num_ctx\s+(\d+)/m.exec(typeof shown.parameters === "string" ? shown.parameters : "")?.[1] ?? 0);
  const running = Array.isArray(loaded.models)
    ? loaded.models.find((entry: { name?: unknown }) => isSameModel(entry.name, model))
    : undefined;
  const trained = Object.entries(shown.model_info ?? {}).find(([name]) => name.endsWith(".context_length"))?.[1];
  // Somebody else may have loaded it with less; the size that we ask for is ours.
  const wanted = set > 0 ? set : Math.max(OLLAMA_DEFAULT, contextOf(running) ?? 0);
  return typeof trained === "number" && trained > 0 ? Math.min(wanted, trained) : wanted;
}

function isSameModel(name: unknown, model: string): boolean {
  return name === model || name === `${model}:latest`;
}
