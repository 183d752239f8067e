import { downloadModel, findModelFiles, ONNX_MODELS } from "@smartypants/adapters";
import type { EmbeddingChoice, EmbeddingModels, LocalEmbeddingModel } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { openEmbedder, STATIC_MODEL } from "./open-embedder.ts";
import type { EmbedderSurroundings } from "./surroundings.ts";

const MB = 2 ** 20;
/** What must be left on the disk after a download. */
const LEFT_BYTES = 256 * MB;
const LOOK_AGAIN_MS = 60_000;

/** Fetches the model's files when it is a local one whose files are not there, and has it embed one text. */
export async function prepareModel(
  around: EmbedderSurroundings,
  choice: EmbeddingChoice,
  onProgress: Parameters<EmbeddingModels["prepare"]>[1],
  signal: AbortSignal,
): Promise<EmbeddingChoice> {
  const local = ONNX_MODELS.find((each) => each.id === choice.model);
  if (local !== undefined && findModelFiles(local, around.modelFolders) === null) {
    await requireRoomFor(around, bytesOf(local));
    const folder = around.modelFolders.at(-1) ?? around.modelFolders[0];
    await downloadModel(local, { fetch: around.fetch, hubUrl: around.hubUrl, folder, onProgress, signal });
  }
  return { ...choice, dimensions: await tryModel(around, choice, signal) };
}

/** Has a model embed one text; gives its dimensions. */
export async function tryModel(around: EmbedderSurroundings, choice: EmbeddingChoice, signal: AbortSignal): Promise<number> {
  const opened = await openEmbedder(around, choice, signal);
  try {
    await opened.embedder.embed(["Is anybody there?"], "query", signal);
    return opened.embedder.dimensions;
  } finally {
    await opened.close();
  }
}

export function localModels({ modelFolders }: Pick<EmbedderSurroundings, "modelFolders">): readonly LocalEmbeddingModel[] {
  const builtIn: LocalEmbeddingModel = {
    model: STATIC_MODEL,
    dimensions: 384,
    licence: "Apache-2.0",
    languages: "English",
    downloadBytes: 0,
    isPresent: true,
  };
  const others = ONNX_MODELS.map((model): LocalEmbeddingModel => ({
    model: model.id,
    dimensions: model.dimensions,
    licence: model.licence,
    languages: model.languages,
    downloadBytes: bytesOf(model),
    isPresent: findModelFiles(model, modelFolders) !== null,
  }));
  return [builtIn, ...others];
}

function bytesOf({ files }: (typeof ONNX_MODELS)[number]): number {
  return files.reduce((sum, file) => sum + file.aboutBytes, 0);
}

async function requireRoomFor({ disk }: EmbedderSurroundings, bytes: number): Promise<void> {
  const { freeBytes } = await disk.space();
  if (freeBytes >= bytes + LEFT_BYTES) return;
  const needed = Math.ceil((bytes + LEFT_BYTES - freeBytes) / MB);
  throw new SmartyError("full", `There is no room for the model on the data directory's disk: free ${needed} MB more.`, {
    retryAfterMs: LOOK_AGAIN_MS,
  });
}
