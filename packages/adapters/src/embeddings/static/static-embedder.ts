import { setImmediate } from "node:timers/promises";
import { defineEmbedder, type Embedder, SmartyError } from "@smartypants/sdk";
import { loadStaticTable, type StaticTable } from "./static-table.ts";
import { createTokenizer } from "./tokenize.ts";

/** How long texts are embedded before others get their turn. */
const TURN_MS = 10;
const ZERO_BITS = 8;

/**
 * The built-in model: a text's vector is the normalised sum of its tokens' vectors. English; no download, no process, thousands of texts a
 * second. Every thread makes its own over one shared `table`.
 */
export function createStaticEmbedder(table: StaticTable = loadStaticTable()): Embedder {
  const { dimensions } = table;
  const tokenizer = createTokenizer(table.vocabulary);
  const addUp = createSummation(table);
  const tokens: number[] = [];
  return defineEmbedder({
    id: "smartypants/static-en",
    dimensions,
    fusionWeight: 0.2,
    maxCharacters: 10_000,
    embed: async (texts, _kind, signal) => {
      const vectors = new Float32Array(texts.length * dimensions);
      let turnEndsAt = performance.now() + TURN_MS;
      for (const [index, text] of texts.entries()) {
        if (signal?.aborted === true) throw new SmartyError("aborted", "Embedding was cancelled.", { cause: signal.reason });
        tokenizer.tokenize(text, tokens);
        addUp(tokens, vectors.subarray(index * dimensions, (index + 1) * dimensions));
        if (performance.now() < turnEndsAt) continue;
        await setImmediate();
        turnEndsAt = performance.now() + TURN_MS;
      }
      return vectors;
    },
  });
}

/** Writes the unit-length sum of the tokens' rows; leaves zeros when there are none. */
function createSummation({ dimensions, scales, rows }: StaticTable): (tokens: readonly number[], vector: Float32Array) => void {
  const half = dimensions / 2;
  // Apart, and unsigned until the end: twice as fast as unpacking every row, and faster than a table of whole bytes four times its size.
  const even = new Float64Array(half);
  const odd = new Float64Array(half);
  return (tokens, vector) => {
    even.fill(0);
    odd.fill(0);
    let offset = 0;
    for (const token of tokens) {
      const scale = scales[token] ?? 0;
      const start = token * half;
      offset += scale * ZERO_BITS;
      for (let index = 0; index < half; index++) {
        const pair = rows[start + index] ?? 0;
        even[index] = (even[index] ?? 0) + scale * (pair & 15);
        odd[index] = (odd[index] ?? 0) + scale * (pair >> 4);
      }
    }
    let squares = 0;
    for (let index = 0; index < half; index++) {
      const low = (even[index] ?? 0) - offset;
      const high = (odd[index] ?? 0) - offset;
      squares += low * low + high * high;
      vector[2 * index] = low;
      vector[2 * index + 1] = high;
    }
    const factor = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let index = 0; index < dimensions; index++) vector[index] = (vector[index] ?? 0) * factor;
  };
}
