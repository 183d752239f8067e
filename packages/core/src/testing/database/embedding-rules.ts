import { expect } from "vitest";
import { addSource, claimAll, documentOf, drain, store } from "./checks.ts";
import type { DatabaseRule, DatabaseUnderTest } from "./under-test.ts";

/** A source with one document that waits for the indexes. */
async function oneWaiting(made: DatabaseUnderTest, text = "old words") {
  const source = await addSource(made, "s");
  await store(made, source, [documentOf(source, "a", { text })]);
  return source;
}

/** What building the vectors of another model rests on. */
export const EMBEDDING_RULES: readonly DatabaseRule[] = [
  {
    title: "documents that are marked are done once more, and those alone",
    async check(made) {
      const { database } = made;
      const source = await addSource(made, "s");
      await store(
        made,
        source,
        ["a", "b", "c"].map((name) => documentOf(source, name)),
      );
      await drain(made);
      await database.indexChanges.mark(["s/b", "s/c", "s/b"], 1);
      expect([...(await drain(made)).keys()].toSorted()).toEqual(["s/b", "s/c"]);
      await database.indexChanges.mark([], 1);
      expect(await database.indexChanges.count()).toBe(0);
      await database.documents.remove(["s/a"], 1);
      await drain(made);
      await database.indexChanges.mark(["s/a"], 1);
      expect(await drain(made), "one that is gone leaves the indexes again").toEqual(new Map());
      expect(await database.indexChanges.count()).toBe(0);
    },
  },
  {
    title: "documents are read as the indexes get them, without being claimed",
    async check(made) {
      const { database } = made;
      const source = await oneWaiting(made);
      const [read] = await database.indexChanges.read(["s/a", "s/none"]);
      expect((await claimAll(made))[0]?.document).toEqual(read);
      expect(await database.indexChanges.read([])).toEqual([]);
      await store(made, source, [documentOf(source, "a", { text: "new words" })]);
      expect((await database.indexChanges.read(["s/a"])).map((document) => document.text)).toEqual(["new words"]);
    },
  },
  {
    title: "the passages that searches can show are listed in order, page by page, and counted",
    async check(made) {
      const { database } = made;
      const source = await addSource(made, "s");
      const listed = async () => {
        const chunks: { readonly chunkId: number; readonly documentId: string }[] = [];
        for (let after = 0; ;) {
          const page = await database.indexChanges.indexedChunks(after, 2);
          const last = page.at(-1);
          if (last === undefined) return chunks;
          chunks.push(...page);
          after = last.chunkId;
        }
      };
      await store(made, source, [documentOf(source, "a", { text: "one\ntwo" }), documentOf(source, "b", { text: "three" })]);
      expect(await listed(), "nothing before it is in the indexes").toEqual([]);
      const old = await drain(made);
      await store(made, source, [documentOf(source, "a", { text: "four" }), documentOf(source, "c", { text: "five" })]);
      const wanted = [...old.values()].flatMap((document) =>
        document.chunks.map(({ id }) => ({ chunkId: id, documentId: document.payload.documentId })),
      );
      expect(await listed(), "the version that is served").toEqual(wanted.toSorted((one, other) => one.chunkId - other.chunkId));
      expect(await database.indexChanges.countIndexedChunks()).toBe(3);
      await drain(made);
      expect((await listed()).map((chunk) => chunk.documentId).toSorted()).toEqual(["s/a", "s/b", "s/c"]);
      expect(await database.indexChanges.countIndexedChunks()).toBe(3);
    },
  },
  {
    title: "models with vectors are named, and one of them can be forgotten, at most so many rows at once",
    async check({ database }) {
      const { embeddings } = database;
      expect(await embeddings.models()).toEqual([]);
      const rows = ["x", "y", "z"].map((hash) => ({ hash, vector: Float32Array.of(1) }));
      for (const model of ["b/two", "a/one"]) await embeddings.save(model, rows);
      expect(await embeddings.models()).toEqual(["a/one", "b/two"]);
      expect([await embeddings.forget("a/one", 2), await embeddings.forget("a/one", 2), await embeddings.forget("a/one", 2)]).toEqual([
        2, 1, 0,
      ]);
      expect(await embeddings.models()).toEqual(["b/two"]);
      expect((await embeddings.find("b/two", ["x", "y", "z"])).size).toBe(3);
    },
  },
  {
    title: "embeddings come back to the bit, by model and hash; the first of a hash stays",
    async check({ database }) {
      const vector = Float32Array.from([0, -0, 1e-30, 0.1, -1, 3.4e38]);
      const rows = Array.from({ length: 700 }, (_, at) => ({ hash: `h${at}`, vector: Float32Array.of(at, -at) }));
      await database.embeddings.save("m", [{ hash: "a", vector }, ...rows]);
      await database.embeddings.save("m", [{ hash: "a", vector: Float32Array.of(7) }]);
      await database.embeddings.save("other", [{ hash: "a", vector: Float32Array.of(9) }]);
      const found = await database.embeddings.find("m", ["a", "h699", "none"]);
      expect([...found.keys()].toSorted()).toEqual(["a", "h699"]);
      expect([...(found.get("a") ?? [])]).toEqual([...vector]);
      expect([...(found.get("h699") ?? [])]).toEqual([699, -699]);
      expect([...((await database.embeddings.find("other", ["a"])).get("a") ?? [])]).toEqual([9]);
      expect(await database.embeddings.find("m", [])).toEqual(new Map());
    },
  },
  {
    title: "embeddings that no chunk refers to are swept, at most so many at once",
    async check(made) {
      const { database } = made;
      await oneWaiting(made, "kept");
      const hashes = ["hash of kept", "x", "y", "z"];
      await database.embeddings.save(
        "m",
        hashes.map((hash) => ({ hash, vector: Float32Array.of(1) })),
      );
      expect(await database.embeddings.sweep(2)).toBe(2);
      expect(await database.embeddings.sweep(2)).toBe(1);
      expect(await database.embeddings.sweep(2)).toBe(0);
      expect([...(await database.embeddings.find("m", hashes)).keys()]).toEqual(["hash of kept"]);
    },
  },
];
