import { join } from "node:path";
import type { Config } from "../config.ts";
import { outboundFetch } from "../outbound.ts";
import { openSemanticModels, type SemanticModels, type SemanticModelsOptions } from "./semantic-models.ts";

const ANSWER_MS = 60_000;
const ANSWER_BYTES = 64 * 2 ** 20;

type Rest = Omit<SemanticModelsOptions, "fetch" | "modelFolders" | "hubUrl" | "huggingFaceToken" | "named">;

/** Embedding models as the configuration has them. */
export function composeSemantic(config: Config, rest: Rest): Promise<SemanticModels> {
  const own = join(config.dataDir, "models");
  return openSemanticModels({
    ...rest,
    named: config.embeddingModel ?? null,
    fetch: outboundFetch(config, config.modelNetworks, { timeoutMs: ANSWER_MS, maxBytes: ANSWER_BYTES }),
    modelFolders: config.modelsDir === undefined ? [own] : [config.modelsDir, own],
    hubUrl: config.modelHub,
    huggingFaceToken: config.huggingFaceToken,
  });
}
