import { expect, test } from "vitest";
import type { VectorHit } from "../ports/indexes.ts";
import type { Semantic } from "../ports/semantic.ts";
import { createSearchWorld, viewer } from "../search/testing/search-world.ts";
import { compareModels } from "./compare-models.ts";

const DOCUMENTS = Array.from({ length: 30 }, (_, at) => ({ id: `d${at + 1}`, text: "words" }));

/** Finds these documents, in this order. */
function modelFinding(from: number, to: number): Semantic {
  const hits: VectorHit[] = [];
  for (let id = from; id <= to; id++) hits.push({ chunkId: id, documentId: `d${id}`, score: 1 - id / 100 });
  const embedder = { id: "test/model", dimensions: 2, fusionWeight: 0.5, maxCharacters: 100, embed: async () => new Float32Array(2) };
  const vectors = { search: async () => hits, score: async () => new Map() };
  // Comparing asks an index for nothing else.
  return { embedder, vectors: vectors as unknown as Semantic["vectors"] };
}

const { ports } = createSearchWorld(DOCUMENTS);
const signal = new AbortController().signal;

test("overlap and recall are of the first ten documents of each model", async () => {
  const questions = [
    { question: "one", expected: ["d3", "d12"] },
    { question: "two", expected: [] },
  ];
  const compared = await compareModels(ports, {
    actor: viewer,
    current: modelFinding(1, 20),
    next: modelFinding(5, 20),
    questions,
    signal,
  });
  expect(compared).toEqual({
    questions: 2,
    overlapAt10: 0.6,
    recallAt10: { current: 0.5, next: 0.5 },
    differing: [
      { question: "one", overlap: 0.6 },
      { question: "two", overlap: 0.6 },
    ],
  });
});

test("models that find the same differ in nothing, and so do models that find nothing", async () => {
  const questions = [{ question: "one", expected: [] }];
  const same = { questions: 1, overlapAt10: 1, recallAt10: null, differing: [] };
  expect(await compareModels(ports, { actor: viewer, current: modelFinding(1, 9), next: modelFinding(1, 9), questions, signal })).toEqual(
    same,
  );
  expect(await compareModels(ports, { actor: viewer, current: null, next: modelFinding(1, 0), questions, signal })).toEqual(same);
});

test("without questions common ones are asked", async () => {
  const { questions } = await compareModels(ports, { actor: viewer, current: null, next: modelFinding(1, 5), questions: [], signal });
  expect(questions).toBeGreaterThanOrEqual(20);
});
