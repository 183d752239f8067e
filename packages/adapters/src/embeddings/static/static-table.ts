import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { buildVocabulary, type Vocabulary } from "./vocabulary.ts";

/** The built-in model in shared memory, 9 MB: posting it to another thread shares it, so that a process needs one. */
export interface StaticTable {
  readonly dimensions: number;
  /** One factor per token. */
  readonly scales: Float32Array;
  /** dimensions / 2 bytes per token. The low four bits are an even dimension, the high ones the next; a value is those bits less 8. */
  readonly rows: Uint8Array;
  readonly vocabulary: Vocabulary;
}

/** The files lie beside this module, in a checkout and in a build. */
const MODEL = new URL("./model/", import.meta.url);

/** Reads the built-in model: about 30 ms, to be done once per process. */
export function loadStaticTable(): StaticTable {
  const config: { dim: number; vocab_size: number; bits: number } = JSON.parse(readFileSync(new URL("config.json", MODEL), "utf8"));
  const { dim: dimensions, vocab_size: size, bits } = config;
  const tokens = readFileSync(new URL("vocab.txt", MODEL), "utf8").split("\n");
  if (bits !== 4 || tokens.length !== size) throw new Error("the built-in model's files do not belong together");
  const scales = new Float32Array(new SharedArrayBuffer(size * 4));
  const rows = new Uint8Array(new SharedArrayBuffer((size * dimensions) / 2));
  const file = openSync(new URL("table.bin", MODEL), "r");
  try {
    readFully(file, new Uint8Array(scales.buffer), 0);
    readFully(file, rows, scales.byteLength);
  } finally {
    closeSync(file);
  }
  return { dimensions, scales, rows, vocabulary: buildVocabulary(tokens) };
}

function readFully(file: number, into: Uint8Array, position: number): void {
  for (let done = 0; done < into.length;) {
    const read = readSync(file, into, done, into.length - done, position + done);
    if (read === 0) throw new Error("the built-in model's table.bin is too short");
    done += read;
  }
}
