import { expect } from "vitest";
import type { LexicalDocument, LexicalIndex } from "../ports/indexes.ts";
import { documentOf, EVERY_ACL, type LexicalIndexRule, queryFor } from "./lexical-world.ts";

/** `count` chunks of four words, one word of title and three of body, that match nothing asked for. */
function fillers(firstChunkId: number, count: number): LexicalDocument[] {
  return Array.from({ length: count }, (_, at) => documentOf(firstChunkId + at, "filler", "some other text"));
}

async function ranked(index: LexicalIndex, terms: readonly string[]): Promise<readonly number[]> {
  return (await index.search(queryFor(terms), EVERY_ACL, 10)).hits.map((hit) => hit.chunkId);
}

/** In which order, and how sure. */
export const LEXICAL_RANKING_RULES: readonly LexicalIndexRule[] = [
  {
    title: "a rarer term counts more",
    async check({ index }) {
      const common = Array.from({ length: 6 }, (_, at) => documentOf(10 + at, "filler", "common other text"));
      await index.apply({
        upserts: [documentOf(1, "filler", "common other text"), documentOf(2, "filler", "rare other text"), ...common],
        removes: [],
      });
      await index.apply({ upserts: fillers(100, 30), removes: [] });
      const [first, second] = await ranked(index, ["common", "rare"]);
      expect(first).toBe(2);
      expect(second).not.toBe(2);
    },
  },
  {
    title: "a term in the title counts as two in the body",
    async check({ index }) {
      const upserts = [
        documentOf(1, "filler", "alpha other text"),
        documentOf(2, "alpha", "some other text"),
        documentOf(3, "filler", "alpha alpha text"),
      ];
      await index.apply({ upserts: [...upserts, ...fillers(100, 30)], removes: [] });
      const { hits } = await index.search(queryFor(["alpha"]), EVERY_ACL, 10);
      const scores = new Map(hits.map((hit) => [hit.chunkId, hit.score]));
      expect(scores.get(1)).toBeLessThan(0.9);
      expect(scores.get(2)).toBeCloseTo(scores.get(3) ?? 0, 5);
      expect(hits.at(-1)?.chunkId).toBe(1);
    },
  },
  {
    title: "a term that is repeated in the query counts more",
    async check({ index }) {
      await index.apply({
        upserts: [documentOf(1, "x", "alpha other text"), documentOf(2, "x", "beta other text"), ...fillers(100, 30)],
        removes: [],
      });
      expect(await ranked(index, ["alpha", "beta", "beta"])).toEqual([2, 1]);
      expect(await ranked(index, ["alpha", "alpha", "beta"])).toEqual([1, 2]);
    },
  },
  {
    title: "a short text counts more than a long one, and more of the terms more than one",
    async check({ index }) {
      const long = documentOf(1, "filler", `alpha ${"other ".repeat(60)}`);
      await index.apply({
        upserts: [long, documentOf(2, "filler", "alpha other text"), documentOf(3, "filler", "alpha beta text")],
        removes: [],
      });
      await index.apply({ upserts: fillers(100, 30), removes: [] });
      expect(await ranked(index, ["alpha", "beta"])).toEqual([3, 2, 1]);
    },
  },
  {
    title: "equal scores are in the order of chunk ids",
    async check({ index }) {
      await index.apply({ upserts: [7, 3, 9, 5, 1].map((chunkId) => documentOf(chunkId, "x", "alpha")), removes: [] });
      await index.apply({ upserts: fillers(100, 30), removes: [] });
      expect(await ranked(index, ["alpha"])).toEqual([1, 3, 5, 7, 9]);
    },
  },
  {
    // All texts are equally long and have the word once, so BM25 is the sum of the weights ln((N - df + .5) / (df + .5)) of the words present.
    title: "confidence is the rule's: what the best visible hit scores of what the query could score",
    async check({ index }) {
      const alpha = [documentOf(1, "x", "alpha beta text"), documentOf(2, "x", "alpha other text", { aclId: 2 })];
      await index.apply({ upserts: [...alpha, ...fillers(100, 18)], removes: [] });
      const confidence = async (terms: readonly string[], acls: readonly number[] = [1, 2]): Promise<number> =>
        (await index.search(queryFor(terms), { acls }, 10)).confidence;
      // N = 20: weights 2.0015 (alpha, df 2), 2.5649 (beta, df 1), 3.7136 (a word of no text).
      // alpha alone: 2.0015 / (2.2 * 2.0015) = .4545, above .4.
      expect(await confidence(["alpha"])).toBe(1);
      // 2.0015 / (2.2 * (2.0015 + 3.7136)) = .15919; (.15919 - .1) / .3 = .1973.
      expect(await confidence(["alpha", "nowhere"])).toBeCloseTo(0.1973, 3);
      // Chunk 1 has both words: 4.5664 / (2.2 * (4.5664 + 3.7136)) = .25068; (.25068 - .1) / .3 = .5023.
      expect(await confidence(["alpha", "beta", "nowhere"])).toBeCloseTo(0.5023, 3);
      // Chunk 2, all that ACL 2 shows, has only alpha: 2.0015 / (2.2 * 8.2800) = .10988; .0329.
      expect(await confidence(["alpha", "beta", "nowhere"], [2])).toBeCloseTo(0.0329, 3);
      // 2.0015 / (2.2 * (2.0015 + 3 * 3.7136)) = .0692, below .1.
      expect(await confidence(["alpha", "nowhere", "elsewhere", "anywhere"])).toBe(0);
      expect(await confidence(["nowhere"])).toBe(0);
      expect(await confidence(["alpha"], [3])).toBe(0);
    },
  },
  {
    title: "frequencies count the chunks of the whole index, once for each distinct term",
    async check({ index }) {
      const upserts = [documentOf(1, "alpha", "alpha alpha"), documentOf(2, "x", "alpha", { aclId: 2 }), documentOf(3, "beta", "x")];
      await index.apply({ upserts, removes: [] });
      const query = queryFor(["alpha", "beta", "alpha", "nowhere"]);
      const expected = [
        { term: "alpha", chunks: 2 },
        { term: "beta", chunks: 1 },
        { term: "nowhere", chunks: 0 },
      ];
      for (const acls of [[1, 2], [2]]) expect((await index.search(query, { acls }, 10)).frequencies).toEqual(expected);
      await index.apply({ upserts: [], removes: ["document-1"] });
      expect((await index.search(query, EVERY_ACL, 10)).frequencies[0]).toEqual({ term: "alpha", chunks: 1 });
    },
  },
];
