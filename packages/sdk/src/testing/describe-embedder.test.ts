import { expect, test } from "vitest";
import { defineEmbedder, type Embedder } from "../embedder.ts";
import { describeEmbedder, EMBEDDER_RULES } from "./describe-embedder.ts";

const DIMENSIONS = 32;

/** Counts letters by code: no model, but it keeps every promise of one. */
function letterCounts(text: string): Float32Array {
  const row = new Float32Array(DIMENSIONS);
  for (const letter of text) {
    const at = (letter.codePointAt(0) ?? 0) % DIMENSIONS;
    if (letter.trim() !== "") row[at] = (row[at] ?? 0) + 1;
  }
  const length = Math.hypot(...row);
  return length === 0 ? row : row.map((value) => value / length);
}

const sound: Embedder = defineEmbedder({
  id: "test/letters",
  dimensions: DIMENSIONS,
  fusionWeight: 0.5,
  maxCharacters: 500,
  async embed(texts) {
    const vectors = new Float32Array(texts.length * DIMENSIONS);
    for (const [at, text] of texts.entries()) vectors.set(letterCounts(text), at * DIMENSIONS);
    return vectors;
  },
});

describeEmbedder("a sound embedder", () => sound);

/** The sound one with its vectors changed. */
const withVectors = (change: (vectors: Float32Array, texts: readonly string[]) => Float32Array): Embedder => ({
  ...sound,
  embed: async (texts, kind) => change(await sound.embed(texts, kind), texts),
});
let calls = 0;

test.for<[string, Embedder, string]>([
  ["no provider in the name", { ...sound, id: "letters" }, "names its model"],
  ["rows that are not of unit length", withVectors((vectors) => vectors.map((value) => value * 2)), "one vector per text"],
  ["NaN", withVectors((vectors) => vectors.fill(Number.NaN)), "one vector per text"],
  ["a row too few", withVectors((vectors) => vectors.slice(DIMENSIONS)), "one vector per text"],
  ["nothing known of anything", withVectors((vectors) => vectors.fill(0)), "ordinary text"],
  ["the same for all", withVectors((vectors) => vectors.map((_, at) => (at % DIMENSIONS === 0 ? 1 : 0))), "ordinary text"],
  ["a batch in the wrong order", withVectors((vectors, texts) => (texts.length > 2 ? rotated(vectors) : vectors)), "keeps the order"],
  ["another result each time", withVectors((vectors) => (calls++ % 2 === 0 ? vectors : rotated(vectors))), "the same twice"],
  ["a vector for nothing", withVectors((vectors) => (vectors.length === 0 ? new Float32Array(DIMENSIONS) : vectors)), "no text gives"],
  [
    "a failure on long text",
    { ...sound, embed: (texts, kind) => (texts[0]?.length === 500 ? Promise.reject(new Error("too long")) : sound.embed(texts, kind)) },
    "as long as",
  ],
])("the kit finds %s", async ([, embedder, title]) => {
  const rule = EMBEDDER_RULES.find((candidate) => candidate.title.includes(title));
  if (rule === undefined) throw new Error(`no rule is called "${title}"`);
  await rule.check(sound);
  await expect((async () => rule.check(embedder))()).rejects.toThrow(/expected|too long/);
});

function rotated(vectors: Float32Array): Float32Array {
  return Float32Array.from([...vectors.subarray(DIMENSIONS), ...vectors.subarray(0, DIMENSIONS)]);
}
