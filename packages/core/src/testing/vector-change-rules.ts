import { expect } from "vitest";
import { change, chunkIdsOf, chunkOf, EVERYTHING, expectExact, expectInOrder, filled, type VectorIndexRule } from "./vector-checks.ts";
import { ACLS, createChoices, payloadOf, randomDocuments, randomFilter } from "./vector-world.ts";

export const CHANGE_RULES: readonly VectorIndexRule[] = [
  {
    title: "stays exact through random replacements and removals",
    async check(made) {
      const choices = createChoices(6);
      const world = await filled(made, randomDocuments(choices, 200));
      for (let round = 0; round < 25; round++) {
        const ids = [...world.documents.keys()];
        const removes = ids.filter(() => choices.next() < 0.1);
        const replaced = ids.filter((id) => !removes.includes(id) && choices.next() < 0.1);
        const fresh = randomDocuments(choices, replaced.length + 10, 1000 * (round + 1));
        const upserts = fresh.map((document, at) => ({
          ...document,
          payload: { ...document.payload, documentId: replaced[at] ?? `new-${round}-${at}` },
        }));
        await change(made, world, { upserts, removes });
        await expectExact(made.index, world, choices.unitVector(), randomFilter(choices), 20);
        await expectExact(made.index, world, choices.unitVector(), EVERYTHING, 1000);
      }
      expect(await made.index.chunkIds(0, 10_000)).toEqual(chunkIdsOf(world));
    },
  },
  {
    title: "a document that keeps some chunks loses only the others",
    async check(made) {
      const payload = payloadOf("d");
      const world = await filled(made, [{ payload, chunks: [chunkOf(1), chunkOf(2), chunkOf(3)] }]);
      await change(made, world, { upserts: [{ payload, chunks: [chunkOf(2), chunkOf(4)] }], removes: [] });
      expect(await made.index.chunkIds(0, 10)).toEqual([2, 4]);
      await change(made, world, { upserts: [{ payload, chunks: [{ ...chunkOf(5), chunkId: 2 }] }], removes: [] });
      const hits = await made.index.search(chunkOf(5).vector, EVERYTHING, 10);
      expect(
        hits.map((hit) => hit.chunkId),
        "the same chunk with another text",
      ).toEqual([2]);
      expect(hits[0]?.score).toBeCloseTo(1, 5);
      await change(made, world, { upserts: [{ payload, chunks: [] }], removes: [] });
      expect(await made.index.chunkIds(0, 10)).toEqual([]);
    },
  },
  {
    title: "a change of the payload alone takes effect in every field",
    async check(made) {
      const choices = createChoices(7);
      const documents = randomDocuments(choices, 50);
      const world = await filled(made, documents);
      const changed = { aclId: 77, sourceId: "mail", containerId: "archive", kind: "code", authors: ["linus"], updatedAt: 5000 };
      const upserts = documents.slice(0, 20).map(({ payload, chunks }) => ({ payload: { ...payload, ...changed }, chunks }));
      await change(made, world, { upserts, removes: [] });
      for (const filter of [
        { acls: [77] },
        { acls: ACLS, sources: ["mail"] },
        { acls: ACLS, containers: ["archive"] },
        { acls: ACLS, kinds: ["code"] },
        { acls: ACLS, authors: ["linus"] },
        { acls: ACLS, updatedAfter: 5000 },
        { acls: ACLS, updatedBefore: 5000 },
        { acls: ACLS.slice(0, 20) },
      ]) {
        await expectExact(made.index, world, choices.unitVector(), filter, 1000);
      }
      expect(world.ranked(choices.unitVector(), { acls: [77] }).length).toBeGreaterThanOrEqual(20);
      expect((await made.index.search(choices.unitVector(), { acls: ACLS.slice(0, 20) }, 1000)).length, "under the former ACLs").toBe(0);
    },
  },
  {
    title: "the same change again, unknown removals and an empty change are harmless",
    async check(made) {
      const choices = createChoices(8);
      const documents = randomDocuments(choices, 30);
      const world = await filled(made, documents);
      await change(made, world, { upserts: documents, removes: ["never-seen"] });
      await change(made, world, { upserts: [], removes: [] });
      await expectExact(made.index, world, choices.unitVector(), EVERYTHING, 1000);
      expect(await made.index.chunkIds(0, 1000)).toEqual(chunkIdsOf(world));
    },
  },
  {
    title: "clear empties it, and it can be filled again",
    async check(made) {
      const choices = createChoices(9);
      const documents = randomDocuments(choices, 50);
      await filled(made, documents);
      await made.index.clear();
      expect(await made.index.search(choices.unitVector(), EVERYTHING, 10)).toEqual([]);
      expect(await made.index.chunkIds(0, 10)).toEqual([]);
      const world = await filled(made, documents.slice(0, 10));
      await expectExact(made.index, world, choices.unitVector(), EVERYTHING, 100);
    },
  },
  {
    title: "searches during changes see every document that does not change, in order and once",
    async check(made) {
      const choices = createChoices(10);
      const lasting = randomDocuments(choices, 100);
      const world = await filled(made, lasting);
      const changing = { now: true };
      const changes = (async () => {
        for (let round = 0; round < 20; round++) {
          const passing = randomDocuments(choices, 20, 10_000 + round * 1000);
          await change(made, world, { upserts: passing, removes: [] });
          await change(made, world, { upserts: [], removes: passing.map((document) => document.payload.documentId) });
        }
      })().finally(() => (changing.now = false));
      let searches = 0;
      for (; changing.now; searches++) {
        const document = lasting[searches % lasting.length];
        const chunk = document?.chunks[0] ?? chunkOf(1);
        const hits = await made.index.search(chunk.vector, EVERYTHING, 20);
        expect(hits[0]).toMatchObject({ chunkId: chunk.chunkId, documentId: document?.payload.documentId });
        expect(hits.length).toBe(20);
        expectInOrder(hits);
      }
      await changes;
      expect(searches, "searches while changing").toBeGreaterThan(5);
      await expectExact(made.index, world, choices.unitVector(), EVERYTHING, 1000);
    },
  },
  {
    // While the model of an instance is changed, two of them follow the same documents.
    title: "the index of another model beside it has the same chunks with other vectors, and neither disturbs the other",
    async check(made) {
      const choices = createChoices(12);
      const documents = randomDocuments(choices, 100);
      const world = await filled(made, documents);
      const other = { ...(await made.beside()), close: async () => {}, beside: () => made.beside() };
      expect(await other.index.chunkIds(0, 10)).toEqual([]);
      const turned = documents.map(({ payload, chunks }) => ({
        payload,
        chunks: chunks.map((chunk) => ({ ...chunk, vector: choices.unitVector() })),
      }));
      const otherWorld = await filled(other, turned);
      await change(other, otherWorld, { upserts: [], removes: documents.slice(0, 30).map((document) => document.payload.documentId) });
      for (let round = 0; round < 5; round++) {
        const [query, filter] = [choices.unitVector(), randomFilter(choices)];
        await expectExact(made.index, world, query, filter, 50);
        await expectExact(other.index, otherWorld, query, filter, 50);
      }
      await other.index.clear();
      expect(await made.index.chunkIds(0, 10_000)).toEqual(chunkIdsOf(world));
    },
  },
  {
    title: "everything survives being closed and opened again",
    async check(made, skip) {
      if (made.reopen === undefined) return skip("this index keeps nothing");
      const choices = createChoices(11);
      const documents = randomDocuments(choices, 700);
      const world = await filled(made, documents);
      const removes = documents.slice(0, 50).map((document) => document.payload.documentId);
      await change(made, world, { upserts: [], removes });
      const index = await made.reopen();
      // The first search comes before anything was loaded.
      await expectExact(index, world, choices.unitVector(), EVERYTHING, 100);
      for (let round = 0; round < 20; round++) await expectExact(index, world, choices.unitVector(), randomFilter(choices), 50);
      expect(await index.chunkIds(0, 10_000)).toEqual(chunkIdsOf(world));
    },
  },
];
