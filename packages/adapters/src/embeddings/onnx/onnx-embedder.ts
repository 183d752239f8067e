import { availableParallelism } from "node:os";
import { defineEmbedder, type Embedder, isSmartyError, SmartyError } from "@smartypants/sdk";
import { Death, type ModelProcess, type ProcessLimits, startModelProcess } from "./model-process.ts";
import type { ModelTask } from "./model-protocol.ts";
import type { ModelFiles } from "./model-files.ts";
import type { OnnxModel } from "./onnx-models.ts";
import { createPieceQueue, type PieceRunner } from "./piece-queue.ts";

export interface OnnxEmbedder extends Embedder {
  /** Ends the process; what runs or waits is rejected with `aborted`. */
  close(): Promise<void>;
}

export interface OnnxEmbedderOptions extends Partial<ProcessLimits> {
  readonly model: OnnxModel;
  /** Looked for when the process starts, so that they may come later than the embedder. Throws `config` when they are not there. */
  readonly files: () => ModelFiles;
  /** The process ends, and gives its memory back, after so long without work. */
  readonly idleMs?: number;
  /** What the process runs; tests pass one that misbehaves. */
  readonly entry?: URL;
}

const DEFAULTS = { idleMs: 60_000, loadMs: 60_000, requestMs: 60_000 };
/** Texts in one message: a question waits for one of these at most. */
const PIECE = 4;
/** A piece that its process dies of is tried once more, in a new one. */
const TRIES = 2;
const CHARACTERS_PER_TOKEN = 8;

/**
 * A model in a process of its own: started by the first text, gone after a minute without any, started anew when it has died. Questions go before texts
 * that wait, and a text's vector does not depend on the others.
 */
export function createOnnxEmbedder(options: OnnxEmbedderOptions): OnnxEmbedder {
  const { model } = options;
  const { prefixes, dimensions } = model;
  const queue = createPieceQueue(createRunner(options), options.idleMs ?? DEFAULTS.idleMs);
  const embedder = defineEmbedder({
    id: model.id,
    dimensions,
    fusionWeight: model.fusionWeight,
    maxCharacters: model.maxTokens * CHARACTERS_PER_TOKEN,
    embed: async (texts, kind, signal) => {
      const vectors = new Float32Array(texts.length * dimensions);
      for (let from = 0; from < texts.length; from += PIECE) {
        const batch = texts.slice(from, from + PIECE);
        const rows = await queue.add(
          batch.map((text) => prefixes[kind] + text),
          kind === "query",
          signal,
        );
        // The prefix alone would be something; nothing must stay nothing.
        for (const [row, text] of batch.entries()) {
          if (text.trim() !== "") vectors.set(rows.subarray(row * dimensions, (row + 1) * dimensions), (from + row) * dimensions);
        }
      }
      return vectors;
    },
  });
  return { ...embedder, close: () => queue.close() };
}

/** Starts processes one after the other, as they are needed. */
function createRunner(options: OnnxEmbedderOptions): PieceRunner {
  const { loadMs = DEFAULTS.loadMs, requestMs = DEFAULTS.requestMs } = options;
  let child: ModelProcess | undefined;
  let ends = 0;
  const processAlive = (): ModelProcess => {
    if (child?.isAlive() !== true) child = startModelProcess(taskOf(options), { loadMs, requestMs }, options.entry);
    return child;
  };
  return {
    run: async (texts) => {
      const endsBefore = ends;
      for (let attempt = 1; ; attempt++) {
        try {
          return await processAlive().embed(texts);
        } catch (error) {
          // A model that could not be read is not read better by the same process.
          if (isSmartyError(error)) void child?.end();
          if (!(error instanceof Death) || attempt === TRIES || ends !== endsBefore) throw translate(error, options.model.id);
        }
      }
    },
    end: async () => {
      ends += 1;
      await child?.end();
    },
  };
}

function taskOf({ model, files }: OnnxEmbedderOptions): ModelTask {
  const { dimensions, pooling, maxTokens } = model;
  // One processor is left to everyone else.
  return { ...files(), dimensions, pooling, maxTokens, threads: Math.min(4, Math.max(1, availableParallelism() - 1)) };
}

function translate(error: unknown, id: string): unknown {
  if (!(error instanceof Death)) return error;
  const message = `The model ${id} could not be run: its process ended twice. Look at the machine's free memory, then try again.`;
  return new SmartyError("unavailable", message, { cause: error });
}
