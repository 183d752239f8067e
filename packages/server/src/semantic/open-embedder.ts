import {
  createHuggingFaceEmbedder,
  createOnnxEmbedder,
  createOpenAiEmbedder,
  createStaticEmbedder,
  loadStaticTable,
  ONNX_MODELS,
  requireModelFiles,
  type StaticTable,
} from "@smartypants/adapters";
import { type EmbeddingChoice, type LlmConnection, modelConnection } from "@smartypants/core";
import { type Embedder, SmartyError } from "@smartypants/sdk";
import { EMBEDDING_PROVIDERS, type EmbeddingProvider, parseEmbeddingModel } from "../embedding-settings.ts";
import type { EmbedderSurroundings } from "./surroundings.ts";

export interface OpenedEmbedder {
  readonly embedder: Embedder;
  /** Set for the built-in model: every thread makes its own embedder over it. */
  readonly staticTable: StaticTable | null;
  close(): Promise<void>;
}

export const STATIC_MODEL = "smartypants/static-en";

/** Asks the network nothing when the choice has its dimensions. */
export async function openEmbedder(around: EmbedderSurroundings, choice: EmbeddingChoice, signal?: AbortSignal): Promise<OpenedEmbedder> {
  if (choice.model === STATIC_MODEL) {
    const staticTable = loadStaticTable();
    return { embedder: createStaticEmbedder(staticTable), staticTable, close: async () => {} };
  }
  const local = ONNX_MODELS.find((each) => each.id === choice.model);
  if (local !== undefined) {
    const embedder = createOnnxEmbedder({ model: local, files: () => requireModelFiles(local, around.modelFolders) });
    return { embedder, staticTable: null, close: () => embedder.close() };
  }
  return { embedder: await openRemote(around, choice, signal), staticTable: null, close: async () => {} };
}

async function openRemote(around: EmbedderSurroundings, choice: EmbeddingChoice, signal: AbortSignal | undefined): Promise<Embedder> {
  const named = parseEmbeddingModel(choice.model);
  if (named === null) throw unknownModel(choice.model);
  const connection = await connectionFor(around, choice, named);
  const common = {
    fetch: around.fetch,
    ...(choice.dimensions !== null && { dimensions: choice.dimensions }),
    ...(signal !== undefined && { signal }),
  };
  if (named.provider !== "hugging-face") return createOpenAiEmbedder({ ...common, connection: { ...connection, model: named.model } });
  const { baseUrl: endpointUrl, apiKey: token } = connection;
  return createHuggingFaceEmbedder({
    ...common,
    model: named.model,
    ...(endpointUrl !== undefined && { endpointUrl }),
    ...(token !== undefined && { token }),
  });
}

/** The entry of the registry that was chosen with the model, else what the environment has for the provider. */
async function connectionFor(
  around: EmbedderSurroundings,
  { connection }: EmbeddingChoice,
  { provider, model }: { readonly provider: EmbeddingProvider; readonly model: string },
): Promise<LlmConnection> {
  const { llms, huggingFaceToken } = around;
  const speaks = provider === "hugging-face" ? "openai-compatible" : provider;
  if (connection === null) {
    if (provider === "hugging-face")
      return { provider: speaks, model, ...(huggingFaceToken !== undefined && { apiKey: huggingFaceToken }) };
    const known = llms.connections.find((each) => each.provider === provider);
    if (known === undefined && provider !== "ollama")
      throw new SmartyError(
        "config",
        `${provider} is not set up. Name an entry of the model registry as the connection, or set its key in the environment.`,
      );
    return { provider: speaks, model, ...known };
  }
  const found = await modelConnection(around, connection);
  if (found.provider === speaks) return found;
  throw new SmartyError("invalid", `The connection is one of ${found.provider}, and the model one of ${provider}.`);
}

/** Throws `invalid` for a name that means nothing here. */
export async function checkChoice(around: EmbedderSurroundings, choice: EmbeddingChoice): Promise<void> {
  if (choice.model === STATIC_MODEL || ONNX_MODELS.some((each) => each.id === choice.model)) return;
  const named = parseEmbeddingModel(choice.model);
  if (named === null) throw unknownModel(choice.model);
  await connectionFor(around, choice, named);
}

function unknownModel(model: string): SmartyError {
  const local = [STATIC_MODEL, ...ONNX_MODELS.map((each) => each.id), "none"];
  const message = `There is no embedding model ${model}. Choose one of ${local.join(", ")}, or provider/model of ${EMBEDDING_PROVIDERS.join(", ")}.`;
  return new SmartyError("invalid", message, { fields: [{ path: "model", message: "is not known" }] });
}
