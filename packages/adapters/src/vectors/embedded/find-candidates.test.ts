import { expect, test } from "vitest";
import { createCandidateFinder } from "./find-candidates.ts";
import { createSlotTable, type SlotTable } from "./slot-table.ts";

const DIMENSIONS = 384;
const CHUNKS = 6000;

function createNumbers(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 31 - 1;
}

function unit(next: () => number): Float32Array {
  const values = Array.from({ length: DIMENSIONS }, next);
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}

function put(table: SlotTable, chunkId: number, vector: Float32Array, embeddingId = chunkId): void {
  const payload = { aclId: chunkId % 100, sourceId: "s", containerId: null, kind: "text", authors: "[]", updatedAt: 0 };
  table.put({ chunkId, embeddingId, ...payload }, vector);
}

// 1 and 10 ACLs of 100 gather single rows, 50 and 100 sweep over all.
test.for([1, 10, 50, 100])("the true nearest are always among the candidates, and few others, with %i %% visible", (share) => {
  const next = createNumbers(share);
  const table = createSlotTable(DIMENSIONS);
  const vectors = Array.from({ length: CHUNKS }, () => unit(next));
  for (const [chunkId, vector] of vectors.entries()) put(table, chunkId, vector);
  const finder = createCandidateFinder(table);
  const acls = Array.from({ length: share }, (_, at) => at);
  for (let round = 0; round < 10; round++) {
    const query = unit(next);
    const visible = vectors
      .map((vector, chunkId) => ({ chunkId, score: dot(query, vector) }))
      .filter(({ chunkId }) => chunkId % 100 < share);
    for (const limit of [1, 10, 100]) {
      const nearest = visible.toSorted((a, b) => b.score - a.score).slice(0, limit);
      const found = new Set(finder.find(query, { acls }, limit).map((candidate) => candidate.chunkId));
      expect(nearest.filter(({ chunkId }) => !found.has(chunkId))).toEqual([]);
      expect(found.size).toBeLessThan(limit * 2 + 20);
    }
  }
});

// Boilerplate that stands in thousands of documents must not cost thousands of reads.
test("of many chunks with one vector only as many as the limit are candidates, those with the lowest ids", () => {
  const next = createNumbers(5);
  const table = createSlotTable(DIMENSIONS);
  const common = unit(next);
  for (let chunkId = 5000; chunkId > 0; chunkId--) put(table, chunkId, common, 7);
  const nothing = new Float32Array(DIMENSIONS);
  for (let chunkId = 9000; chunkId > 6000; chunkId--) put(table, chunkId, nothing);
  const finder = createCandidateFinder(table);
  const acls = Array.from({ length: 100 }, (_, at) => at);
  expect(finder.find(common, { acls }, 3).map((candidate) => candidate.chunkId)).toEqual([1, 2, 3]);
  const opposite = common.map((value) => -value);
  expect(finder.find(opposite, { acls }, 3).map((candidate) => candidate.chunkId)).toEqual([6001, 6002, 6003]);
});
