import { expect } from "vitest";
import type { LexicalDocument, LexicalIndex } from "../ports/indexes.ts";
import {
  chunkOf,
  createLexicalWorld,
  documentOf,
  EVERY_ACL,
  expectFound,
  type LexicalIndexRule,
  queryFor,
  randomQuery,
  randomTexts,
} from "./lexical-world.ts";
import { createChoices, payloadOf, randomFilter } from "./vector-world.ts";

async function allChunkIds(index: LexicalIndex, pageSize: number): Promise<number[]> {
  const ids: number[] = [];
  for (;;) {
    const page = await index.chunkIds(ids.at(-1) ?? 0, pageSize);
    expect(page.length).toBeLessThanOrEqual(pageSize);
    if (page.length === 0) return ids;
    ids.push(...page);
  }
}

/** What changes do. */
export const LEXICAL_CHANGE_RULES: readonly LexicalIndexRule[] = [
  {
    title: "a document replaces all it had: chunks that are new, changed, the same and gone",
    async check({ index }) {
      const world = createLexicalWorld();
      const payload = payloadOf("handbook");
      const first = [chunkOf(1, "handbook", "holidays"), chunkOf(2, "handbook", "expenses"), chunkOf(3, "handbook", "parking")];
      await world.change(index, { upserts: [{ payload, chunks: first }, documentOf(50, "other", "holidays")] });
      const second = [chunkOf(1, "handbook", "holidays"), chunkOf(2, "handbook", "travel"), chunkOf(4, "handbook", "kitchen")];
      await world.change(index, { upserts: [{ payload, chunks: second }] });
      for (const [word, found] of [
        ["holidays", 2],
        ["expenses", 0],
        ["parking", 0],
        ["travel", 1],
        ["kitchen", 1],
        ["handbook", 3],
      ] as const) {
        expect(await expectFound(index, world, queryFor([word]), EVERY_ACL), word).toBe(found);
      }
      expect(await allChunkIds(index, 10)).toEqual([1, 2, 4, 50]);
    },
  },
  {
    title: "removed documents are gone, unknown ones are no error, and a document in both lists stays",
    async check({ index }) {
      const world = createLexicalWorld();
      await world.change(index, { upserts: [documentOf(1, "", "alpha"), documentOf(2, "", "alpha"), documentOf(3, "", "alpha")] });
      await world.change(index, { upserts: [documentOf(3, "", "alpha again")], removes: ["document-1", "document-3", "unknown"] });
      expect(await expectFound(index, world, queryFor(["alpha"]), EVERY_ACL)).toBe(2);
      expect(await expectFound(index, world, queryFor(["again"]), EVERY_ACL)).toBe(1);
      await world.change(index, { upserts: [{ payload: payloadOf("document-2"), chunks: [] }] });
      expect(await expectFound(index, world, queryFor(["alpha"]), EVERY_ACL)).toBe(1);
      await world.change(index, {});
      expect(await allChunkIds(index, 10)).toEqual([3]);
    },
  },
  {
    title: "a change of the payload alone acts at once and leaves the ranking as it was",
    async check({ index }) {
      const world = createLexicalWorld();
      const documents = randomTexts(createChoices(11), 60);
      await world.change(index, { upserts: documents });
      const query = queryFor(["word0", "word3", "word9"]);
      const before = await index.search(query, EVERY_ACL, 1000);
      expect(before.hits.length).toBeGreaterThan(20);
      const moved = documents.map((document): LexicalDocument => {
        const changes = { aclId: 7, sourceId: "moved", containerId: "attic", kind: "text", authors: ["linus"], updatedAt: 5 };
        return { ...document, payload: { ...document.payload, ...changes } };
      });
      await world.change(index, { upserts: moved });
      const filter = { acls: [7], sources: ["moved"], containers: ["attic"], kinds: ["text"], authors: ["linus"], updatedBefore: 6 };
      expect(await index.search(query, filter, 1000)).toEqual(before);
      expect((await index.search(query, { acls: [1, 2, 3] }, 1000)).hits).toEqual([]);
    },
  },
  {
    title: "agrees with the world after many random changes",
    async check({ index }) {
      const choices = createChoices(12);
      const world = createLexicalWorld();
      let found = 0;
      for (let round = 0; round < 60; round++) {
        const first = 1 + choices.below(40) * 3;
        const known = [...world.documents.keys()];
        const removes = known.filter(() => choices.next() < 0.1);
        const upserts = randomTexts(choices, 1 + choices.below(5), first);
        await world.change(index, { upserts, removes: removes.filter((id) => !upserts.some((each) => each.payload.documentId === id)) });
        for (let search = 0; search < 3; search++) found += await expectFound(index, world, randomQuery(choices), randomFilter(choices));
        found += await expectFound(index, world, queryFor(["word0", "word1"]), EVERY_ACL);
      }
      expect(found, "hits compared").toBeGreaterThan(500);
      expect(await allChunkIds(index, 7)).toEqual(world.chunkIds());
    },
  },
  {
    title: "changes and searches at the same time do not disturb each other",
    async check({ index }) {
      const choices = createChoices(13);
      const world = createLexicalWorld();
      const changes = Array.from({ length: 12 }, (_, at) => world.change(index, { upserts: randomTexts(choices, 20, 1 + at * 60) }));
      const searches = Array.from({ length: 20 }, () => index.search(queryFor(["word0"]), EVERY_ACL, 5000));
      for (const { hits } of await Promise.all(searches)) expect(hits[0]?.score ?? 1).toBe(1);
      await Promise.all(changes);
      expect(await expectFound(index, world, queryFor(["word0", "word1"]), EVERY_ACL)).toBeGreaterThan(100);
    },
  },
  {
    title: "lists its chunk ids in pages, ascending",
    async check({ index }) {
      const world = createLexicalWorld();
      await world.change(index, { upserts: randomTexts(createChoices(14), 80) });
      expect(world.chunkIds().length).toBeGreaterThan(100);
      for (const pageSize of [1, 7, 1000]) expect(await allChunkIds(index, pageSize)).toEqual(world.chunkIds());
    },
  },
  {
    title: "clear empties it, and it can be filled again",
    async check({ index }) {
      const world = createLexicalWorld();
      const upserts = randomTexts(createChoices(15), 50);
      await world.change(index, { upserts });
      const query = queryFor(["word0", "word5"]);
      const before = await index.search(query, EVERY_ACL, 1000);
      await index.clear();
      expect(await index.chunkIds(0, 10)).toEqual([]);
      const none = [0, 0].map((chunks, at) => ({ term: query.terms[at], chunks }));
      expect(await index.search(query, EVERY_ACL, 10)).toEqual({ hits: [], confidence: 0, frequencies: none });
      await world.change(index, { upserts });
      expect(await index.search(query, EVERY_ACL, 1000)).toEqual(before);
      expect(before.hits.length).toBeGreaterThan(20);
    },
  },
  {
    title: "answers as before after it was closed and opened again",
    async check(made, skip) {
      if (made.reopen === undefined) return skip("keeps nothing");
      const world = createLexicalWorld();
      const choices = createChoices(16);
      await world.change(made.index, { upserts: randomTexts(choices, 100) });
      const query = randomQuery(choices);
      const before = await made.index.search(query, EVERY_ACL, 1000);
      const index = await made.reopen();
      expect(await index.search(query, EVERY_ACL, 1000)).toEqual(before);
      await world.change(index, { upserts: [documentOf(9000, "", "later")], removes: ["document-1"] });
      expect(await expectFound(index, world, queryFor(["later", "word0"]), EVERY_ACL)).toBeGreaterThan(20);
    },
  },
];
