import { z } from "zod";
import { setting } from "./setting.ts";

/** Embedders that ask a provider. */
export const EMBEDDING_PROVIDERS = ["openai", "azure-openai", "openai-compatible", "ollama", "hugging-face"] as const;

export type EmbeddingProvider = (typeof EMBEDDING_PROVIDERS)[number];

/** `provider/model`; null when the provider is none that embeds. The model may have slashes of its own. */
export function parseEmbeddingModel(text: string): { readonly provider: EmbeddingProvider; readonly model: string } | null {
  const slash = text.indexOf("/");
  const provider = EMBEDDING_PROVIDERS.find((each) => each === text.slice(0, Math.max(0, slash)));
  const model = text.slice(slash + 1);
  return provider === undefined || model === "" ? null : { provider, model };
}

/** The models themselves are known to the code that runs them; it says so when a name is none of them. */
const embeddingModel = z
  .string()
  .trim()
  .regex(
    /^(?:none|(?:smartypants|onnx|openai|azure-openai|openai-compatible|ollama|hugging-face)\/\S+)$/,
    "write it as provider/model, such as onnx/all-MiniLM-L6-v2 or openai/text-embedding-3-small, or none",
  );

/** Search by meaning. */
export const EMBEDDING_SETTINGS = {
  embeddingModel: setting(
    "SMARTY_EMBEDDING_MODEL",
    embeddingModel.optional(),
    "Model for semantic search, as `provider/model`; `none` searches words only. Goes before what administrators choose; without both it is `smartypants/static-en`.",
  ),
  modelsDir: setting(
    "SMARTY_MODELS_DIR",
    z.string().min(1).optional(),
    "Folder with local embedding models, for machines that cannot download them; looked through before the data directory's own.",
  ),
  modelHub: setting(
    "SMARTY_MODEL_HUB",
    z
      .url({ protocol: /^https?$/ })
      .transform((url) => url.replace(/\/+$/, ""))
      .default("https://huggingface.co"),
    "Where local embedding models are downloaded from when one is chosen.",
  ),
  huggingFaceToken: setting("HF_TOKEN", z.string().trim().min(1).optional(), "Token of Hugging Face, for embedding models that it runs.", {
    isSecret: true,
  }),
} as const;
