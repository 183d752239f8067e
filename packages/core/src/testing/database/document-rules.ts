import { expect } from "vitest";
import { actorOf, addSource, chunkIdsOf, documentOf, drain, store } from "./checks.ts";
import type { DatabaseRule } from "./under-test.ts";

const ada = actorOf("ada");

export const DOCUMENT_RULES: readonly DatabaseRule[] = [
  {
    title: "a document comes back as it was saved, in every field",
    async check(made) {
      const { database } = made;
      const source = await addSource(made, "s");
      const sourceAcl = { mode: "restricted" as const, allow: ["group:x"] };
      const metadata = { pages: 3, author: "Zoë", draft: true };
      const changes = { sourceAcl, metadata, authors: ["Ada", "Zoë \u{1F600}"], notes: ["cut"], blobId: "b", path: null, createdAt: null };
      const write = documentOf(source, "ünï/1", { ...changes, title: 'It\'s "50 %" \\ _done_' });
      expect([...(await store(made, source, [write]))]).toEqual([["ünï/1", "s/ünï/1"]]);
      const { text: _text, chunks: _chunks, ...fields } = write;
      const { authors: _authors, ...asStored } = { ...fields, sourceId: "s", version: 1, indexedVersion: null };
      const stored = await database.documents.get("s/ünï/1");
      expect(asStored).toMatchObject(stored ?? {});
      expect(stored).toMatchObject({ sourceAcl, aclInherits: true, blobId: "b", version: 1, indexedVersion: null });
      expect((await database.documents.byExternalIds("s", ["ünï/1", "none"])).get("ünï/1")).toEqual(stored);
      const { changeKey: _key, pipelineVersion: _pipeline, aclId: _acl, aclInherits: _inherits, sourceAcl: _source, ...shown } = fields;
      const rest = { sourceId: "s", sourceName: "Source s", connector: "folder", version: 1, indexedVersion: null };
      expect(await database.forActor(ada).content.document("s/ünï/1")).toEqual({ ...shown, ...rest });
    },
  },
  {
    title: "equal text keeps version, id and chunks, and stores what else has changed",
    async check(made) {
      const { database } = made;
      const source = await addSource(made, "s");
      await store(made, source, [documentOf(source, "a")]);
      const before = await drain(made);
      const ids = await store(made, source, [documentOf(source, "a", { id: "another", title: "New title", changeKey: "2" })]);
      expect(ids.get("a")).toBe("s/a");
      const after = await drain(made);
      expect(after.get("s/a")).toMatchObject({ version: 1, title: "New title" });
      expect(chunkIdsOf(after.values())).toEqual(chunkIdsOf(before.values()));
      expect(await database.documents.get("s/a")).toMatchObject({ version: 1, indexedVersion: 1, changeKey: "2" });
    },
  },
  {
    title: "changed text is a new version, while the indexed one is served until the indexes have it",
    async check(made) {
      const { database } = made;
      const source = await addSource(made, "s");
      await store(made, source, [documentOf(source, "a", { text: "old words" })]);
      const old = chunkIdsOf((await drain(made)).values());
      await store(made, source, [documentOf(source, "a", { text: "new words\nand more" })]);
      const { content } = database.forActor(ada);
      const passages = await content.hydrate(old);
      expect(passages.map((passage) => [passage.chunkId, passage.version, passage.document.version])).toEqual([[old[0], 1, 2]]);
      expect([...(await content.texts(passages)).values()]).toEqual(["old words"]);
      expect((await content.text("s/a", null))?.text).toBe("new words\nand more");
      const fresh = chunkIdsOf((await drain(made)).values());
      expect(fresh).toHaveLength(2);
      expect(await content.hydrate(old)).toEqual([]);
      expect([...(await content.texts(await content.hydrate(fresh))).values()]).toEqual(["new words", "and more"]);
      expect(await content.text("s/a", 1), "nobody cites it").toBeNull();
    },
  },
  {
    title: "a new pipeline version makes a new version of equal text",
    async check(made) {
      const { database } = made;
      const source = await addSource(made, "s");
      await store(made, source, [documentOf(source, "a"), documentOf(source, "b")]);
      expect((await database.documents.outdated("2", 10)).map((each) => each.id)).toEqual(["s/a", "s/b"]);
      await store(made, source, [documentOf(source, "a", { pipelineVersion: "2" })]);
      expect(await database.documents.get("s/a")).toMatchObject({ version: 2, pipelineVersion: "2" });
      expect((await database.documents.outdated("2", 10)).map((each) => each.id)).toEqual(["s/b"]);
    },
  },
  {
    title: "a document named twice in one batch is stored as it was named last",
    async check(made) {
      const source = await addSource(made, "s");
      const twice = [documentOf(source, "a", { text: "first" }), documentOf(source, "b"), documentOf(source, "a", { text: "last" })];
      const ids = await store(made, source, twice);
      expect(Object.fromEntries(ids)).toEqual({ a: "s/a", b: "s/b" });
      expect((await made.database.forActor(ada).content.text("s/a", null))?.text).toBe("last");
      expect([...(await drain(made)).values()].map((document) => document.version)).toEqual([1, 1]);
    },
  },
  {
    title: "known answers only for what was stored successfully by this pipeline",
    async check(made) {
      const { database } = made;
      const source = await addSource(made, "s");
      const other = await addSource(made, "other");
      await store(made, other, [documentOf(other, "elsewhere")]);
      await store(
        made,
        source,
        ["a", "b", "c"].map((id) => documentOf(source, id, { changeKey: `key ${id}` })),
      );
      await store(made, source, [documentOf(source, "old", { pipelineVersion: "0" })]);
      await database.syncItems.save("s", [{ externalId: "b", documentId: "s/b", state: "failed" }], "run", 1);
      await database.documents.save("s", [documentOf(source, "without a row")], 1);
      const asked = ["a", "b", "c", "old", "elsewhere", "without a row", "none"];
      expect(Object.fromEntries(await database.documents.known("s", asked, "1"))).toEqual({ a: "key a", c: "key c" });
      expect(await database.documents.known("s", [], "1")).toEqual(new Map());
    },
  },
  {
    title: "documents are found by change key, for renames",
    async check(made) {
      const source = await addSource(made, "s");
      const keys = { a: "x", b: "y", c: "x", d: "z" };
      await store(
        made,
        source,
        Object.entries(keys).map(([id, changeKey]) => documentOf(source, id, { changeKey })),
      );
      const found = await made.database.documents.knownByChangeKey("s", ["x", "y", "none"]);
      expect([...found.keys()].toSorted()).toEqual(["x", "y"]);
      expect([found.get("x")?.toSorted(), found.get("y")]).toEqual([["a", "c"], ["b"]]);
    },
  },
  {
    title: "a touch changes what is given, keeps the rest with its chunks, and tells the indexes",
    async check(made) {
      const { database } = made;
      const source = await addSource(made, "s");
      await store(made, source, [documentOf(source, "a"), documentOf(source, "b")]);
      const before = await drain(made);
      const aclId = await database.acls.shared(["user:grace@example.org"]);
      const sourceAcl = { mode: "restricted" as const, allow: ["user:grace@example.org"] };
      const moved = { externalId: "sub/a", title: "Renamed", url: "https://example.org/new", path: "sub/a.md", updatedAt: 999 };
      await database.documents.touch(
        "s",
        [
          { id: "s/a", ...moved, aclId, aclInherits: false, sourceAcl },
          { id: "s/a", changeKey: "k" },
        ],
        5,
      );
      const expected = { externalId: "sub/a", title: "Renamed", changeKey: "k", aclId, aclInherits: false, sourceAcl, version: 1 };
      expect(await database.documents.get("s/a")).toMatchObject(expected);
      expect(await database.forActor(ada).content.document("s/a")).toBeNull();
      expect(await database.forActor(actorOf("grace")).content.document("s/a")).toMatchObject({ ...moved, authors: ["Ada"] });
      const after = await drain(made);
      expect([...after.keys()]).toEqual(["s/a"]);
      expect(after.get("s/a")?.payload).toMatchObject({ aclId, updatedAt: 999 });
      expect(after.get("s/a")?.chunks).toEqual(before.get("s/a")?.chunks);
    },
  },
  {
    title: "a touch cannot reach into another source, nor take a name that is in use",
    async check(made) {
      const { database } = made;
      const [one, other] = [await addSource(made, "one"), await addSource(made, "other")];
      await store(made, one, [documentOf(one, "a"), documentOf(one, "b")]);
      await store(made, other, [documentOf(other, "a")]);
      await database.documents.touch("other", [{ id: "one/a", title: "Stolen" }], 5);
      expect((await database.documents.get("one/a"))?.title).toBe("Title of a");
      await expect(database.documents.touch("one", [{ id: "one/a", externalId: "b" }], 5)).rejects.toMatchObject({ code: "conflict" });
      expect((await database.documents.get("one/a"))?.externalId).toBe("a");
    },
  },
  {
    title: "removing erases every version at once, and says how many there were",
    async check(made) {
      const { database } = made;
      const source = await addSource(made, "s");
      await store(made, source, [documentOf(source, "a"), documentOf(source, "b")]);
      const chunkIds = chunkIdsOf((await drain(made)).values());
      await store(made, source, [documentOf(source, "a", { text: "second version" })]);
      expect(await database.documents.remove(["s/a", "s/none"], 1)).toBe(1);
      const { content } = database.forActor(ada);
      expect(await content.document("s/a")).toBeNull();
      expect(await content.text("s/a", 1)).toBeNull();
      expect((await content.hydrate(chunkIds)).map((passage) => passage.document.id)).toEqual(["s/b", "s/b"]);
      expect(await database.documents.remove([], 1)).toBe(0);
      await store(made, source, [documentOf(source, "a", { id: "s/a2" })]);
      expect(await database.documents.get("s/a2"), "a new one under the old name starts anew").toMatchObject({ version: 1 });
    },
  },
  {
    title: "pages through a source follow the ids",
    async check(made) {
      const source = await addSource(made, "s");
      await store(
        made,
        source,
        Array.from({ length: 25 }, (_, at) => documentOf(source, `d${String(at).padStart(2, "0")}`)),
      );
      const seen: string[] = [];
      for (let after: string | null = null; ;) {
        const page = await made.database.documents.ofSource("s", after, 10);
        seen.push(...page.map((document) => document.externalId));
        after = page.at(-1)?.id ?? null;
        if (after === null) break;
      }
      expect(seen).toEqual(Array.from({ length: 25 }, (_, at) => `d${String(at).padStart(2, "0")}`));
    },
  },
  {
    title: "languages are those of the documents there are",
    async check(made) {
      const source = await addSource(made, "s");
      expect(await made.database.documents.languages()).toEqual([]);
      const languages = ["de", "en", "de", "zh", ""];
      await store(
        made,
        source,
        languages.map((language, at) => documentOf(source, `d${at}`, { language })),
      );
      expect(await made.database.documents.languages()).toEqual(["", "de", "en", "zh"]);
    },
  },
  {
    title: "blobs that no document refers to are told",
    async check(made) {
      const source = await addSource(made, "s");
      await store(made, source, [documentOf(source, "a", { blobId: "one" })]);
      expect(await made.database.documents.unreferencedBlobs(["one", "two", "three"])).toEqual(["two", "three"]);
      expect(await made.database.documents.unreferencedBlobs([])).toEqual([]);
    },
  },
];
