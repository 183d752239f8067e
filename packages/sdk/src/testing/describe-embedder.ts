import { beforeAll, describe, expect, test } from "vitest";
import type { Embedder } from "../embedder.ts";
import { isSmartyError } from "../errors.ts";
import { within } from "./within.ts";

const TEXTS = [
  "The office closes at six on Fridays.",
  "Invoices are paid within thirty days.",
  "Bicycles may be left in the cellar.",
  "Das Büro schließt freitags um sechs Uhr.",
  "月曜日は休みです。",
];
const STRANGE = ["", " \n\t", "\0", "\ud800", "🙂🙂🙂", "x", "!!! ???", "zxqvjk wqzrtp"];
const STOP_LIMIT_MS = 2000;
/** Of a vector's length, and of a cosine: what 32-bit sums and padding in a batch may cost. */
const TOLERANCE = 1e-3;
const NOTHING: Float32Array = new Float32Array();

/** The rules that every embedder must pass, as a vitest suite. `make` is called once: loading a model may take long. */
export function describeEmbedder(name: string, make: () => Embedder | Promise<Embedder>): void {
  describe(`${name} is an embedder`, () => {
    let made: Embedder | undefined;
    beforeAll(async () => {
      made = await make();
    });
    test.for(EMBEDDER_RULES)("$title", async ({ check }) => {
      expect.hasAssertions();
      if (made !== undefined) await check(made);
    });
  });
}

export interface EmbedderRule {
  readonly title: string;
  readonly check: (embedder: Embedder) => void | Promise<void>;
}

export const EMBEDDER_RULES: readonly EmbedderRule[] = [
  {
    title: "names its model and its limits",
    check(embedder) {
      expect(embedder.id).toMatch(/^[^/\s]+\/\S+$/);
      expect(Number.isInteger(embedder.dimensions) && embedder.dimensions > 0, "dimensions").toBe(true);
      expect(embedder.fusionWeight >= 0 && embedder.fusionWeight <= 1, "fusionWeight").toBe(true);
      expect(embedder.maxCharacters, "maxCharacters").toBeGreaterThan(0);
    },
  },
  {
    title: "one vector per text, each of unit length or zero, for queries and passages, ordinary and strange",
    async check(embedder) {
      for (const kind of ["query", "passage"] as const)
        for (const texts of [TEXTS, STRANGE]) for (const row of await rowsOf(embedder, texts, kind)) expectUnitOrZero(row);
    },
  },
  {
    title: "knows something of ordinary text, and tells different texts apart",
    async check(embedder) {
      const rows = await rowsOf(embedder, TEXTS.slice(0, 3));
      for (const row of rows) expect(lengthOf(row)).toBeGreaterThan(0);
      const [first = NOTHING, second = NOTHING] = rows;
      expect(cosine(first, second)).toBeLessThan(1 - TOLERANCE);
    },
  },
  {
    title: "keeps the order, and gives a text the same vector wherever it stands and with whatever others",
    async check(embedder) {
      const together = await rowsOf(embedder, TEXTS);
      const backwards = (await rowsOf(embedder, TEXTS.toReversed())).toReversed();
      for (const [at, text] of TEXTS.entries()) {
        const [alone] = await rowsOf(embedder, [text]);
        for (const other of [alone, backwards[at]])
          expect(likeness(together[at], other), `likeness of ${text}`).toBeGreaterThan(1 - TOLERANCE);
      }
    },
  },
  {
    title: "gives the same twice",
    async check(embedder) {
      const [first, second] = [await rowsOf(embedder, TEXTS), await rowsOf(embedder, TEXTS)];
      for (const [at, row] of first.entries()) expect(likeness(row, second[at])).toBeGreaterThan(1 - TOLERANCE);
    },
  },
  {
    title: "no text gives no vector",
    async check(embedder) {
      expect((await embedder.embed([], "passage")).length).toBe(0);
    },
  },
  {
    title: "reads a text as long as it says it can",
    async check(embedder) {
      const sentence = "Bicycles may be left in the cellar. ";
      const long = sentence.repeat(Math.ceil(embedder.maxCharacters / sentence.length)).slice(0, embedder.maxCharacters);
      const [row = NOTHING] = await rowsOf(embedder, [long]);
      expectUnitOrZero(row);
      expect(lengthOf(row)).toBeGreaterThan(0);
    },
  },
  {
    title: "takes many texts at once",
    async check(embedder) {
      const rows = await rowsOf(
        embedder,
        Array.from({ length: 70 }, (_, at) => `${TEXTS[at % TEXTS.length]} ${at}`),
      );
      for (const row of rows) expectUnitOrZero(row);
    },
  },
  {
    title: "an aborted signal ends the work promptly",
    async check(embedder) {
      const signal = AbortSignal.abort();
      const outcome = embedder.embed(TEXTS, "passage", signal).then(
        () => "finished",
        (error: unknown) => (error === signal.reason ? "aborted" : isSmartyError(error) && error.code),
      );
      expect(["finished", "aborted"]).toContain(await within(STOP_LIMIT_MS, "stopping", outcome));
    },
  },
];

async function rowsOf(
  embedder: Embedder,
  texts: readonly string[],
  kind: "query" | "passage" = "passage",
): Promise<readonly Float32Array[]> {
  const { dimensions } = embedder;
  const vectors = await embedder.embed(texts, kind);
  expect(vectors, "vectors").toBeInstanceOf(Float32Array);
  expect(vectors.length, "numbers for the texts").toBe(texts.length * dimensions);
  return texts.map((_, at) => vectors.subarray(at * dimensions, (at + 1) * dimensions));
}

function expectUnitOrZero(row: Float32Array): void {
  expect(row.every(Number.isFinite), "all numbers are finite").toBe(true);
  const length = lengthOf(row);
  expect(Math.min(length, Math.abs(length - 1)), "distance from zero or unit length").toBeLessThan(TOLERANCE);
}

/** 1 for the same direction, and for two rows of zeros. */
function likeness(one = NOTHING, other = NOTHING): number {
  return lengthOf(one) === 0 && lengthOf(other) === 0 ? 1 : cosine(one, other);
}

function lengthOf(row: Float32Array): number {
  return Math.sqrt(dot(row, row));
}

function cosine(one: Float32Array, other: Float32Array): number {
  return dot(one, other) / (lengthOf(one) * lengthOf(other) || 1);
}

function dot(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
}
