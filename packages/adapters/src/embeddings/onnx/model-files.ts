import { existsSync } from "node:fs";
import { join } from "node:path";
import { SmartyError } from "@smartypants/sdk";
import type { ModelTask } from "./model-protocol.ts";
import type { OnnxModel } from "./onnx-models.ts";

export type ModelFiles = Pick<ModelTask, "modelFile" | "tokenizerFile" | "tokenizerSettingsFile">;

/** As exporters name them, the small ones first. */
const WEIGHTS = ["onnx/model_quantized.onnx", "onnx/model_int8.onnx", "onnx/model_uint8.onnx", "onnx/model.onnx", "model.onnx"];

/** The model's files in the first of the folders that has them all, each below the model's name; null when none has. */
export function findModelFiles(model: Pick<OnnxModel, "name">, folders: readonly string[]): ModelFiles | null {
  for (const folder of folders) {
    const at = join(folder, model.name);
    const modelFile = WEIGHTS.map((path) => join(at, path)).find((file) => existsSync(file));
    const tokenizerFile = join(at, "tokenizer.json");
    if (modelFile === undefined || !existsSync(tokenizerFile)) continue;
    const settings = join(at, "tokenizer_config.json");
    return { modelFile, tokenizerFile, tokenizerSettingsFile: existsSync(settings) ? settings : null };
  }
  return null;
}

/** Throws `config` when they are in none of the folders. */
export function requireModelFiles(model: Pick<OnnxModel, "name">, folders: readonly string[]): ModelFiles {
  const files = findModelFiles(model, folders);
  if (files !== null) return files;
  const message = `The files of ${model.name} are in none of these folders: ${folders.join(", ")}. Choose the model again to download it, or copy it there.`;
  throw new SmartyError("config", message);
}
