import { expect } from "vitest";
import { actorOf, addSource, chunkIdsOf, claimAll, documentOf, drain, settlementOf, store } from "./checks.ts";
import type { DatabaseRule, DatabaseUnderTest } from "./under-test.ts";

const ada = actorOf("ada");

/** A source with one document that waits for the indexes. */
async function oneWaiting(made: DatabaseUnderTest, text = "old words") {
  const source = await addSource(made, "s");
  await store(made, source, [documentOf(source, "a", { text })]);
  return source;
}

async function hydrated(made: DatabaseUnderTest, chunkIds: readonly number[]): Promise<readonly number[]> {
  return (await made.database.forActor(ada).content.hydrate(chunkIds)).map((passage) => passage.chunkId);
}

export const INDEX_RULES: readonly DatabaseRule[] = [
  {
    title: "work carries all that the indexes need",
    async check(made) {
      const source = await addSource(made, "s");
      const container = { id: "c", externalId: "c", parentExternalId: null, title: "Folder", url: null, path: null };
      await made.database.containers.save("s", { ...container, sourceAcl: { mode: "inherit" }, allow: null }, "run", 1);
      await store(made, source, [documentOf(source, "a", { containerId: "c", text: "one\ntwo", authors: ["ADA", "Zoë"] })]);
      const [work] = await claimAll(made);
      const chunk = (at: number, start: number, end: number, line: string) => ({
        id: expect.any(Number),
        start,
        end,
        headingPath: ["Guide", `Part ${at}`],
        header: null,
        hash: `hash of ${line}`,
      });
      expect(work).toEqual({
        documentId: "s/a",
        generation: expect.any(Number),
        document: {
          version: 1,
          indexedVersion: null,
          payload: {
            documentId: "s/a",
            aclId: source.rootAclId,
            sourceId: "s",
            containerId: "c",
            kind: "markdown",
            authors: ["ada", "zoë"],
            updatedAt: 200,
          },
          title: "Title of a",
          path: "a.md",
          containerTitle: "Folder",
          language: "en",
          text: "one\ntwo",
          chunks: [chunk(0, 0, 3, "one"), chunk(1, 4, 7, "two")],
        },
      });
    },
  },
  {
    title: "a row is claimed once, by one of many who ask at once, until its lease is over",
    async check(made) {
      const { database, other, clock } = made;
      const source = await addSource(made, "s");
      await store(
        made,
        source,
        Array.from({ length: 40 }, (_, at) => documentOf(source, `d${at}`)),
      );
      const now = clock.now();
      const claims = await Promise.all([database, other, database, other].map((each) => each.indexChanges.claim(15, 1000, now)));
      const ids = claims.flat().map((work) => work.documentId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toHaveLength(40);
      expect(await other.indexChanges.claim(15, 1000, now + 999)).toEqual([]);
      expect(await other.indexChanges.claim(100, 1000, now + 1001)).toHaveLength(40);
    },
  },
  {
    // A process that was killed in the middle of its work must not keep that work from the next one for the length of a lease.
    title: "a claim that is released may be taken at once, one by one or all of them",
    async check(made) {
      const { database, clock } = made;
      const source = await addSource(made, "s");
      await store(
        made,
        source,
        ["a", "b", "c"].map((name) => documentOf(source, name)),
      );
      const claim = async () => (await database.indexChanges.claim(9, 60_000, clock.now())).map((work) => work.documentId).toSorted();
      expect(await claim()).toEqual(["s/a", "s/b", "s/c"]);
      await database.indexChanges.release(["s/b", "s/unknown"]);
      expect(await claim()).toEqual(["s/b"]);
      await database.indexChanges.release();
      expect(await claim()).toEqual(["s/a", "s/b", "s/c"]);
    },
  },
  {
    title: "the oldest come first",
    async check(made) {
      const source = await addSource(made, "s");
      for (const [at, name] of ["first", "second", "third"].entries()) {
        made.clock.set(made.clock.now() + at);
        await store(made, source, [documentOf(source, name)]);
      }
      const one = async (): Promise<string | undefined> =>
        (await made.database.indexChanges.claim(1, 1000, made.clock.now()))[0]?.documentId;
      expect([await one(), await one(), await one()]).toEqual(["s/first", "s/second", "s/third"]);
    },
  },
  {
    title: "what settles is served and leaves the work set, with its older versions",
    async check(made) {
      await oneWaiting(made);
      const work = await claimAll(made);
      const chunkIds = chunkIdsOf(work.flatMap((each) => each.document ?? []));
      expect(await hydrated(made, chunkIds), "not before the indexes have it").toEqual([]);
      await made.database.indexChanges.settle(settlementOf(work));
      expect(await hydrated(made, chunkIds)).toEqual(chunkIds);
      expect(await made.database.documents.get("s/a")).toMatchObject({ version: 1, indexedVersion: 1 });
      expect(await made.database.indexChanges.count()).toBe(0);
      await made.database.indexChanges.settle([]);
    },
  },
  {
    title: "a change during the work keeps the row, ready at once for another round",
    async check(made) {
      const source = await oneWaiting(made);
      const work = await claimAll(made, 1_000_000);
      await store(made, source, [documentOf(source, "a", { text: "new words" })]);
      expect(await claimAll(made), "still leased").toEqual([]);
      await made.database.indexChanges.settle(settlementOf(work));
      expect(await made.database.documents.get("s/a")).toMatchObject({ version: 2, indexedVersion: 1 });
      expect(await hydrated(made, chunkIdsOf(work.flatMap((each) => each.document ?? [])))).toHaveLength(1);
      const next = await claimAll(made);
      expect(next.map((each) => each.document?.text)).toEqual(["new words"]);
      await made.database.indexChanges.settle(settlementOf(next));
      expect(await made.database.documents.get("s/a")).toMatchObject({ version: 2, indexedVersion: 2 });
      expect(await made.database.indexChanges.count()).toBe(0);
    },
  },
  {
    title: "a document that goes during the work leaves the indexes in the next round",
    async check(made) {
      await oneWaiting(made);
      const work = await claimAll(made);
      await made.database.documents.remove(["s/a"], 1);
      await made.database.indexChanges.settle(settlementOf(work));
      const next = await claimAll(made);
      expect(next).toEqual([{ documentId: "s/a", generation: expect.any(Number), document: null }]);
      await made.database.indexChanges.settle(settlementOf(next));
      expect(await made.database.indexChanges.count()).toBe(0);
    },
  },
  {
    // A drainer whose embedding took longer than its lease must not bring back what another has replaced meanwhile.
    title: "whoever settles after another has finished the same row takes nothing back, and the row is done once more",
    async check(made) {
      const { database, clock } = made;
      const source = await oneWaiting(made);
      const slow = await claimAll(made, 1000);
      clock.set(clock.now() + 2000);
      const quick = await claimAll(made, 1000);
      await database.indexChanges.settle(settlementOf(quick));
      await store(made, source, [documentOf(source, "a", { text: "new words" })]);
      await database.indexChanges.settle(settlementOf(slow));
      expect(await database.indexChanges.count(), "the change since then still waits").toBe(1);
      const chunkIds = chunkIdsOf((await drain(made)).values());
      expect(await database.documents.get("s/a")).toMatchObject({ version: 2, indexedVersion: 2 });
      await database.indexChanges.settle(settlementOf(slow));
      expect(await database.documents.get("s/a")).toMatchObject({ version: 2, indexedVersion: 2 });
      expect(await hydrated(made, chunkIds)).toEqual(chunkIds);
      expect((await drain(made)).get("s/a")?.version, "the indexes are told once more").toBe(2);
      await store(made, source, [documentOf(source, "a", { text: "newest words" })]);
      await database.indexChanges.settle(settlementOf(slow));
      expect(await database.documents.get("s/a")).toMatchObject({ version: 3, indexedVersion: 2 });
      expect(await hydrated(made, chunkIds)).toEqual(chunkIds);
    },
  },
  {
    title: "text that a citation refers to outlives its version, until it is swept",
    async check(made) {
      const { database } = made;
      const source = await oneWaiting(made);
      await drain(made);
      const run = { id: "r", userId: "ada", conversationId: null, question: "?", filters: {}, owner: "o", leaseUntil: 9e12, now: 1 };
      await database.answers.createRun(run);
      const citation = { marker: 1, documentId: "s/a", version: 1, chunkId: null, start: 0, end: 3 };
      const result = { state: "done" as const, mode: "llm" as const, spans: [], nearest: [], removedCitations: 0, error: null, now: 2 };
      await database.answers.finishRun("r", "o", { ...result, citations: [citation] });
      made.clock.set(5000);
      for (const text of ["second", "third"]) {
        await store(made, source, [documentOf(source, "a", { text })]);
        await drain(made);
      }
      const { content } = database.forActor(ada);
      const texts = async () => Promise.all([1, 2, 3].map(async (version) => (await content.text("s/a", version))?.text));
      expect(await texts()).toEqual(["old words", undefined, "third"]);
      expect(await database.documents.sweepVersions(5000), "cited and not old enough").toBe(0);
      expect(await texts()).toEqual(["old words", undefined, "third"]);
      expect(await database.documents.sweepVersions(5001)).toBe(1);
      expect(await texts()).toEqual([undefined, undefined, "third"]);
    },
  },
  {
    title: "a sweep leaves what the indexes serve, however old it is",
    async check(made) {
      const source = await oneWaiting(made);
      const chunkIds = chunkIdsOf((await drain(made)).values());
      await store(made, source, [documentOf(source, "a", { text: "new words" })]);
      expect(await made.database.documents.sweepVersions(9e12)).toBe(0);
      const { content } = made.database.forActor(ada);
      expect([...(await content.texts(await content.hydrate(chunkIds))).values()]).toEqual(["old words"]);
    },
  },
  {
    title: "counts tell how much waits, in all or in one source",
    async check(made) {
      const { database } = made;
      for (const [id, count] of [
        ["one", 3],
        ["two", 2],
      ] as const) {
        const source = await addSource(made, id);
        await store(
          made,
          source,
          Array.from({ length: count }, (_, at) => documentOf(source, `d${at}`)),
        );
      }
      const counts = async () => Promise.all([undefined, "one", "two"].map((id) => database.indexChanges.count(id)));
      expect(await counts()).toEqual([5, 3, 2]);
      await drain(made);
      expect(await counts()).toEqual([0, 0, 0]);
      expect(await database.indexChanges.markAll(1)).toBe(5);
      expect(await counts()).toEqual([5, 3, 2]);
      expect(await database.indexChanges.markAll(1), "those that wait already are marked again").toBe(5);
    },
  },
];
