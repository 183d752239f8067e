import { readFile } from "node:fs/promises";
import { Tokenizer } from "@huggingface/tokenizers";
import type { ModelTask } from "./model-protocol.ts";
import { pool } from "./pool.ts";

export interface LoadedModel {
  /** Row-major; a text without a token of its own gives zeros. */
  embed(texts: readonly string[]): Promise<Float32Array>;
}

/** Reads tokenizer and weights into this process. Throws when a file is missing or damaged, or when the model is of another kind. */
export async function loadModel(task: ModelTask): Promise<LoadedModel> {
  // Not above: on a machine that it has no binary for, this fails with words that can be told.
  const { default: ort } = await import("onnxruntime-node");
  const encode = await loadTokenizer(task);
  const session = await ort.InferenceSession.create(task.modelFile, {
    executionProviders: ["cpu"],
    intraOpNumThreads: task.threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    // Threads that wait in a loop for the next text would take the processor from everyone else.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
  const output = outputOf(session.outputNames);
  const { dimensions, pooling } = task;
  const hiddenOf = async (ids: readonly number[]): Promise<Float32Array> => {
    const shape = [1, ids.length];
    const all: Record<string, () => BigInt64Array> = {
      input_ids: () => BigInt64Array.from(ids, BigInt),
      attention_mask: () => new BigInt64Array(ids.length).fill(1n),
      token_type_ids: () => new BigInt64Array(ids.length),
    };
    const feeds = session.inputNames.map((name) => {
      const values = all[name];
      if (values === undefined) throw new Error(`the model asks for an input "${name}"`);
      return [name, new ort.Tensor("int64", values(), shape)] as const;
    });
    const { [output]: hidden } = await session.run(Object.fromEntries(feeds));
    const { data, dims } = hidden ?? {};
    if (!(data instanceof Float32Array) || dims?.[1] !== ids.length || dims[2] !== dimensions)
      throw new Error(`the model's output is not ${dimensions} numbers a token`);
    return data;
  };
  return {
    embed: async (texts) => {
      const vectors = new Float32Array(texts.length * dimensions);
      // One by one: in a batch, the rounding of an 8-bit model depends on the other texts, and a text would have another vector each time.
      for (const [row, text] of texts.entries()) {
        const ids = encode(text);
        if (ids !== null) pool(await hiddenOf(ids), dimensions, pooling, vectors.subarray(row * dimensions, (row + 1) * dimensions));
      }
      return vectors;
    },
  };
}

type Encode = (text: string) => readonly number[] | null;

/** Token ids with the marks of beginning and end, cut to what the model reads; null when there is nothing between the marks. */
async function loadTokenizer({ tokenizerFile, tokenizerSettingsFile, maxTokens }: ModelTask): Promise<Encode> {
  const definition = await readJson(tokenizerFile);
  const tokenizer = new Tokenizer(definition, tokenizerSettingsFile === null ? {} : await readJson(tokenizerSettingsFile));
  const marks = tokenizer.encode("").ids.length;
  return (text) => {
    // Half of a pair of surrogates is no character; some normalisers stumble over it.
    const { ids } = tokenizer.encode(text.toWellFormed());
    if (ids.length <= marks) return null;
    const last = ids.at(-1);
    return ids.length <= maxTokens || last === undefined ? ids : [...ids.slice(0, maxTokens - 1), last];
  };
}

async function readJson(file: string): Promise<object> {
  return JSON.parse(await readFile(file, "utf8")) as object;
}

function outputOf(names: readonly string[]): string {
  const name = names.includes("last_hidden_state") ? "last_hidden_state" : names[0];
  if (name === undefined) throw new Error("the model has no output");
  return name;
}
