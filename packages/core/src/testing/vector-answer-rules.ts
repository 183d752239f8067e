import { expect } from "vitest";
import type { IndexFilter } from "../ports/indexes.ts";
import { chunkOf, EVERYTHING, expectExact, filled, type VectorIndexRule } from "./vector-checks.ts";
import {
  ACLS,
  AUTHORS,
  createChoices,
  KINDS,
  payloadOf,
  randomDocuments,
  randomFilter,
  SOURCES,
  VECTOR_DIMENSIONS,
} from "./vector-world.ts";

const NOBODYS_ACL = 999_999;

export const ANSWER_RULES: readonly VectorIndexRule[] = [
  {
    title: "answers exactly, under random filters on every field and their combinations",
    async check(made) {
      const choices = createChoices(1);
      const world = await filled(made, randomDocuments(choices, 400));
      let answered = 0;
      for (let round = 0; round < 120; round++) {
        const filter = randomFilter(choices);
        answered += await expectExact(made.index, world, choices.unitVector(), filter, choices.pick([1, 10, 100]));
      }
      expect(answered, "hits compared").toBeGreaterThan(500);
    },
  },
  {
    title: "gives min(limit, matching) hits with nothing, 1 %, half and all of the documents visible",
    async check(made) {
      const choices = createChoices(2);
      const world = await filled(made, randomDocuments(choices, 600));
      for (const [share, acls] of [
        [0, [NOBODYS_ACL]],
        [0.01, [17]],
        [0.5, ACLS.slice(50)],
        [1, ACLS],
      ] as const) {
        const visible = world.ranked(choices.unitVector(), { acls }).length;
        expect(visible / world.ranked(choices.unitVector(), EVERYTHING).length, "visible share").toBeCloseTo(share, 1);
        for (const limit of [1, 10, 50, 100, 5000]) {
          expect(await expectExact(made.index, world, choices.unitVector(), { acls }, limit)).toBe(Math.min(limit, visible));
        }
      }
    },
  },
  {
    title: "filters by each field alone",
    async check(made) {
      const choices = createChoices(3);
      const world = await filled(made, randomDocuments(choices, 300));
      const fields: Omit<IndexFilter, "acls">[] = [
        ...SOURCES.map((source) => ({ sources: [source] })),
        ...KINDS.map((kind) => ({ kinds: [kind] })),
        ...AUTHORS.map((author) => ({ authors: [author] })),
        { containers: ["engineering"] },
        { containers: ["sales", "people"] },
        { updatedAfter: 500 },
        { updatedBefore: 500 },
        { chunks: Array.from({ length: 300 }, (_, at) => at + 1) },
        { anyOf: [{ sources: ["wiki"] }, { authors: ["zoë"], updatedAfter: 500 }] },
        { kinds: ["pdf", "html"], anyOf: [{ containers: ["sales"] }, { updatedBefore: 500 }] },
      ];
      for (const field of fields) {
        const count = await expectExact(made.index, world, choices.unitVector(), { acls: ACLS, ...field }, 1000);
        expect(count, JSON.stringify(field)).toBeGreaterThan(0);
      }
      for (const none of [
        { sources: [] },
        { containers: [] },
        { kinds: [] },
        { authors: [] },
        { sources: ["unknown"] },
        { chunks: [] },
        { anyOf: [] },
      ]) {
        expect(await made.index.search(choices.unitVector(), { acls: ACLS, ...none }, 10), JSON.stringify(none)).toEqual([]);
      }
    },
  },
  {
    title: "the first moment of a range is inside, the last outside",
    async check(made) {
      const document = { payload: payloadOf("d", { updatedAt: 1_700_000_000_123 }), chunks: [chunkOf(1)] };
      await filled(made, [document]);
      const at = document.payload.updatedAt;
      const find = async (filter: Partial<IndexFilter>): Promise<number> =>
        (await made.index.search(chunkOf(1).vector, { ...EVERYTHING, ...filter }, 10)).length;
      expect(await find({ updatedAfter: at })).toBe(1);
      expect(await find({ updatedAfter: at + 1 })).toBe(0);
      expect(await find({ updatedBefore: at })).toBe(0);
      expect(await find({ updatedBefore: at + 1 })).toBe(1);
    },
  },
  {
    title: "chunks with the same text share a vector, tie, and stand in the order of their ids",
    async check(made) {
      const shared = chunkOf(1);
      const documents = [9, 3, 7, 1, 5].map((chunkId) => ({ payload: payloadOf(`d${chunkId}`), chunks: [{ ...shared, chunkId }] }));
      await filled(made, [...documents, { payload: payloadOf("other"), chunks: [chunkOf(2)] }]);
      const hits = await made.index.search(shared.vector, EVERYTHING, 5);
      expect(hits.map((hit) => hit.chunkId)).toEqual([1, 3, 5, 7, 9]);
      expect((await made.index.search(shared.vector, EVERYTHING, 2)).map((hit) => hit.chunkId)).toEqual([1, 3]);
    },
  },
  {
    title: "a chunk of which nothing is known scores 0; such a query finds nothing",
    async check(made) {
      const zero = new Float32Array(VECTOR_DIMENSIONS);
      await filled(made, [{ payload: payloadOf("d"), chunks: [{ chunkId: 1, hash: "zero", vector: zero }, chunkOf(2)] }]);
      const hits = await made.index.search(chunkOf(2).vector, EVERYTHING, 10);
      expect(hits.map((hit) => hit.chunkId)).toEqual([2, 1]);
      expect(hits[1]?.score).toBe(0);
      expect(await made.index.search(zero, EVERYTHING, 10)).toEqual([]);
    },
  },
  {
    title: "score gives the exact cosine of any chunk, and leaves unknown ids out",
    async check(made) {
      const choices = createChoices(4);
      const world = await filled(made, randomDocuments(choices, 400));
      const query = choices.unitVector();
      const all = world.ranked(query, EVERYTHING);
      const scores = await made.index.score(query, [...all.map((hit) => hit.chunkId), 888_888]);
      expect(scores.size).toBe(all.length);
      for (const { chunkId, score } of all) expect(scores.get(chunkId), `chunk ${chunkId}`).toBeCloseTo(score, 5);
      expect((await made.index.score(query, [])).size).toBe(0);
    },
  },
  {
    // Embedders give all vectors as one array. Sending that whole array along with a row was once the cost of every search.
    title: "a query may be a row of a larger array, which stays as it is",
    async check(made) {
      const choices = createChoices(12);
      const world = await filled(made, randomDocuments(choices, 100));
      const all = new Float32Array(VECTOR_DIMENSIONS * 3);
      for (let row = 0; row < 3; row++) all.set(choices.unitVector(), row * VECTOR_DIMENSIONS);
      const before = all.slice();
      const query = all.subarray(VECTOR_DIMENSIONS, VECTOR_DIMENSIONS * 2);
      await expectExact(made.index, world, query, EVERYTHING, 20);
      const [best] = world.ranked(query, EVERYTHING);
      const id = best?.chunkId ?? 0;
      expect((await made.index.score(query, [id])).get(id)).toBeCloseTo(best?.score ?? Number.NaN, 5);
      expect(all).toEqual(before);
    },
  },
  {
    title: "lists the chunk ids page by page",
    async check(made) {
      const world = await filled(made, randomDocuments(createChoices(5), 100));
      const expected = [...world.documents.values()].flatMap(({ chunks }) => chunks.map((chunk) => chunk.chunkId));
      const listed: number[] = [];
      for (let page = await made.index.chunkIds(0, 7); page.length > 0; page = await made.index.chunkIds(listed.at(-1) ?? 0, 7)) {
        expect(page.length).toBeLessThanOrEqual(7);
        listed.push(...page);
      }
      expect(listed).toEqual(expected.toSorted((a, b) => a - b));
    },
  },
  {
    title: "an empty index finds nothing, and neither do an empty limit or an empty list of ACLs",
    async check(made) {
      const query = chunkOf(1).vector;
      expect(await made.index.search(query, EVERYTHING, 10)).toEqual([]);
      expect(await made.index.chunkIds(0, 10)).toEqual([]);
      await filled(made, [{ payload: payloadOf("d"), chunks: [chunkOf(1)] }]);
      expect(await made.index.search(query, { acls: [] }, 10)).toEqual([]);
      expect(await made.index.search(query, EVERYTHING, 0)).toEqual([]);
      expect(await made.index.search(query, EVERYTHING, 10)).toHaveLength(1);
    },
  },
  {
    title: "an aborted search is rejected",
    async check(made) {
      await expect(made.index.search(chunkOf(1).vector, EVERYTHING, 10, AbortSignal.abort())).rejects.toBeInstanceOf(Error);
    },
  },
];
