import { expect } from "vitest";
import type { Actor } from "../../access/actor.ts";
import type { Database } from "../../ports/database/database.ts";
import type { Source } from "../../ports/database/sources.ts";
import { actorOf, addPerson, addSource, chunkIdsOf, documentOf, drain, store } from "./checks.ts";
import type { DatabaseRule, DatabaseUnderTest } from "./under-test.ts";

const ada = actorOf("ada");
const grace = actorOf("grace");
const DAY_MS = 86_400_000;

async function sees(database: Database, actor: Actor): Promise<readonly string[]> {
  return (await database.forActor(actor).content.documents({ limit: 100 })).map((document) => document.externalId);
}

/** A source with one document, in the indexes; returns its chunks. */
async function withDocument(made: DatabaseUnderTest, source: Source, changes: Parameters<typeof documentOf>[2] = {}) {
  await store(made, source, [documentOf(source, "d", changes)]);
  return chunkIdsOf((await drain(made)).values());
}

export const ACCESS_RULES: readonly DatabaseRule[] = [
  {
    title: "a foreign document and a missing one look the same, in every read",
    async check(made) {
      const source = await addSource(made, "s", { allow: ["user:ada@example.org"] });
      const container = { id: "c", externalId: "c", parentExternalId: null, title: "Folder", url: null, path: "folder" };
      await made.database.containers.save("s", { ...container, sourceAcl: { mode: "inherit" }, allow: null }, "run", 1);
      const chunkIds = await withDocument(made, source, { containerId: "c" });
      const reads = async (actor: Actor, id: string, chunks: readonly number[]): Promise<readonly unknown[]> => {
        const { content } = made.database.forActor(actor);
        const named = [await content.containersNamed("Folder"), await content.sourcesNamed("folder"), await content.titles(9)];
        const one = [await content.document(id), await content.text(id, null), await content.anchorAt(id, 1, 0)];
        const many = [await content.hydrate(chunks), [...(await content.readable([id]))], await content.byTitle(["title"], 9)];
        return [...named, ...one, ...many];
      };
      const missing = await reads(grace, "none", [9_999_999]);
      expect(missing).toEqual([[], [], [], null, null, null, [], [], []]);
      expect(await reads(grace, "s/d", chunkIds)).toEqual(missing);
      expect((await reads(ada, "s/d", chunkIds)).some((read) => read === null || (read as unknown[]).length === 0)).toBe(false);
    },
  },
  {
    title: "no role sees more content than its ACLs",
    async check(made) {
      const source = await addSource(made, "s", { allow: ["user:ada@example.org"] });
      await withDocument(made, source);
      for (const role of ["admin", "editor", "member", "viewer"] as const) {
        expect(await sees(made.database, { ...grace, role })).toEqual([]);
        expect(await sees(made.database, { ...ada, role })).toEqual(["d"]);
      }
      const admin = made.database.forActor({ ...grace, role: "admin" });
      expect(await admin.sources.items("s", { limit: 9 })).toMatchObject({
        items: [{ externalId: "d", title: null, url: "https://example.org/d" }],
      });
    },
  },
  {
    title: "an unverified address gives no principal of its own",
    async check(made) {
      for (const [id, principal] of Object.entries({ own: "user:ada@example.org", domain: "domain:example.org", all: "everyone" })) {
        const source = await addSource(made, id, { allow: [principal] });
        await store(made, source, [documentOf(source, id)]);
      }
      expect((await sees(made.database, ada)).toSorted()).toEqual(["all", "domain", "own"]);
      expect(await sees(made.database, { ...ada, verifiedAt: null })).toEqual(["all"]);
      expect((await sees(made.database, ada)).toSorted(), "the two are not mixed up").toEqual(["all", "domain", "own"]);
    },
  },
  {
    title: "one principal is not taken for another that begins or ends like it",
    async check(made) {
      const near = [
        "user:ada@example.org.evil.com",
        "user:xada@example.org",
        "domain:ample.org",
        "domain:mail.example.org",
        "group:local/ada",
      ];
      const source = await addSource(made, "s", {
        allow: [...near, "user:ADA@example.org", "user:ada@example", "user:a_a@example.org", "*"],
      });
      await store(made, source, [documentOf(source, "d")]);
      expect(await sees(made.database, ada)).toEqual([]);
    },
  },
  {
    title: "permissions from the source count for a day, to the millisecond; other sources need no renewal",
    async check(made) {
      const { database, clock } = made;
      const synced = await addSource(made, "synced", { access: { mode: "source" } });
      const plain = await addSource(made, "plain");
      const chunkIds = [...(await withDocument(made, synced)), ...(await withDocument(made, plain))];
      const sourcesSeen = async () => (await database.forActor(ada).content.hydrate(chunkIds)).map((passage) => passage.document.sourceId);
      expect(await sourcesSeen(), "not synced yet").toEqual(["plain", "plain"]);
      const start = clock.now();
      await database.sources.update("synced", { aclSyncedAt: start }, start);
      expect(await sourcesSeen()).toEqual(["synced", "synced", "plain", "plain"]);
      clock.set(start + DAY_MS - 1);
      expect(await sourcesSeen()).toHaveLength(4);
      clock.set(start + DAY_MS);
      expect(await sourcesSeen()).toEqual(["plain", "plain"]);
    },
  },
  {
    title: "a source that is being deleted is hidden at once, one that is paused is not",
    async check(made) {
      const source = await addSource(made, "s");
      await withDocument(made, source);
      for (const state of ["paused", "reconnect", "active"] as const) {
        await made.database.sources.update("s", { state }, 1);
        expect(await sees(made.other, ada), state).toEqual(["d"]);
      }
      expect(await made.other.forActor(ada).content.sourcesNamed("folder")).toEqual(["s"]);
      await made.database.sources.update("s", { state: "deleting" }, 1);
      expect(await sees(made.other, ada)).toEqual([]);
      expect(await made.other.forActor(ada).content.sourcesNamed("folder")).toEqual([]);
    },
  },
  {
    // The other one stands for a second process, whose cache must not outlive the commit.
    title: "grants and revocations act at once, for another process too",
    async check(made) {
      const { database, other, clock } = made;
      const source = await addSource(made, "s", { allow: [] });
      await addPerson(database, ada);
      await database.people.createGroup({ id: "staff", name: "Staff", description: "", now: 1 });
      const container = { id: "c", externalId: "c", parentExternalId: null, title: "C", url: null, path: null };
      await database.containers.save("s", { ...container, sourceAcl: { mode: "inherit" }, allow: [] }, "run", 1);
      const aclId = (await database.containers.get("c"))?.aclId ?? 0;
      await withDocument(made, source, { containerId: "c", aclId });
      await database.acls.setGroupMembers("s", "g", ["group:local/staff"]);
      const set = (allow: string[] | null) => () => database.containers.setAccess("c", allow, clock.now());
      const entries = (allow: string[]) => () => database.acls.setEntries(aclId, allow);
      const members = (...list: string[]) => database.acls.setGroupMembers("s", "g", list);
      const steps: readonly (readonly [string, () => Promise<unknown>, boolean])[] = [
        ["nothing yet", async () => {}, false],
        ["an entry", entries(["user:ada@example.org"]), true],
        ["no entry", entries([]), false],
        ["a group", entries(["group:s/g"]), false],
        ["into our group", () => database.people.addMembers("staff", ["ada"], 1), true],
        ["out of our group", () => database.people.removeMember("staff", "ada"), false],
        ["into the source's group", () => members("user:ada@example.org"), true],
        ["out of the source's group", () => members("user:grace@example.org"), false],
        ["the container inherits", set(null), false],
        ["the root allows", () => database.acls.setEntries(source.rootAclId, ["everyone"]), true],
        ["the container has its own", set(["user:grace@example.org"]), false],
        [
          "the document has its own",
          async () => {
            const own = await database.acls.shared(["user:ada@example.org"]);
            await database.documents.touch("s", [{ id: "s/d", aclId: own, aclInherits: false }], 1);
          },
          true,
        ],
        ["the document goes", () => database.documents.remove(["s/d"], 1), false],
      ];
      for (const [step, change, visible] of steps) {
        await change();
        const seen = [await sees(database, ada), await sees(other, ada)].map((list) => list.length > 0);
        expect(seen, step).toEqual([visible, visible]);
      }
    },
  },
  {
    title: "a passage that was permitted gives no text once it is not, nor to another actor",
    async check(made) {
      const source = await addSource(made, "s", { allow: ["user:ada@example.org"] });
      const chunkIds = await withDocument(made, source);
      const { content } = made.database.forActor(ada);
      const passages = await content.hydrate(chunkIds);
      expect((await content.texts(passages)).size).toBe(2);
      expect(await made.database.forActor(grace).content.texts(passages)).toEqual(new Map());
      await made.other.acls.setEntries(source.rootAclId, []);
      expect(await content.texts(passages)).toEqual(new Map());
    },
  },
  {
    title: "hydrated passages are in the order asked for, and unknown ids are left out",
    async check(made) {
      const source = await addSource(made, "s");
      await store(
        made,
        source,
        ["a", "b", "c"].map((id) => documentOf(source, id)),
      );
      const ids = chunkIdsOf((await drain(made)).values());
      const asked = [9_999_999, ...ids.toReversed(), 0, -1];
      const passages = await made.database.forActor(ada).content.hydrate(asked);
      expect(passages.map((passage) => passage.chunkId)).toEqual(ids.toReversed());
      expect(await made.database.forActor(ada).content.hydrate([])).toEqual([]);
      expect(passages.at(-1)).toMatchObject({ ordinal: 0, start: 0, headingPath: ["Guide", "Part 0"], anchor: "part-0", version: 1 });
    },
  },
  {
    title: "titles are found whatever their case, and whatever their characters mean to a database",
    async check(made) {
      const source = await addSource(made, "s");
      const titles = ["Über uns", "100 % sicher", "a_b", "axb", "back\\slash", "ÖFFNUNG der Straße"];
      const { content } = made.database.forActor(ada);
      await store(
        made,
        source,
        titles.map((title, at) => documentOf(source, `d${at}`, { title, updatedAt: at })),
      );
      const found = async (...words: string[]) => (await content.byTitle(words, 9)).map((document) => document.title);
      expect(await found("über")).toEqual(["Über uns"]);
      expect(await found("öffnung", "straße")).toEqual(["ÖFFNUNG der Straße"]);
      expect(await found("100 %")).toEqual(["100 % sicher"]);
      expect(await found("a_b")).toEqual(["a_b"]);
      expect(await found("%")).toEqual(["100 % sicher"]);
      expect(await found("\\")).toEqual(["back\\slash"]);
      expect(await found("' or 1=1 --")).toEqual([]);
      expect(await found()).toEqual([]);
      expect(await content.titles(2), "the latest first").toEqual(["ÖFFNUNG der Straße", "back\\slash"]);
    },
  },
  {
    title: "containers and sources are found by name, in any case, with what lies below",
    async check(made) {
      const source = await addSource(made, "s", { connector: "google-drive" });
      const shown = { Verträge: null, Jahr: "Verträge", Other: null };
      for (const [externalId, parentExternalId] of Object.entries(shown)) {
        const path = parentExternalId === null ? externalId : `${parentExternalId}/${externalId}`;
        const container = { id: `c-${externalId}`, externalId, parentExternalId, title: externalId, url: null, path };
        await made.database.containers.save("s", { ...container, sourceAcl: { mode: "inherit" }, allow: null }, "run", 1);
        await store(made, source, [documentOf(source, `in ${externalId}`, { containerId: container.id })]);
      }
      const { content } = made.database.forActor(ada);
      expect((await content.containersNamed("VERTRÄGE")).toSorted()).toEqual(["c-Jahr", "c-Verträge"]);
      expect(await content.containersNamed("verträge/JAHR/")).toEqual(["c-Jahr"]);
      expect(await content.containersNamed("none")).toEqual([]);
      expect(await content.containersNamed("")).toEqual([]);
      expect(await content.sourcesNamed("Google-Drive")).toEqual(["s"]);
      expect(await content.sourcesNamed("SOURCE S")).toEqual(["s"]);
      expect(await content.sourcesNamed("s"), "its id").toEqual(["s"]);
      expect(await content.sourcesNamed("source")).toEqual([]);
    },
  },
  {
    title: "an upload's row is its owner's, and its file name nobody else's",
    async check(made) {
      const { database } = made;
      await addSource(made, "s", { connector: "upload", allow: [] });
      const item = { externalId: "u", documentId: null, containerExternalId: "ada", title: "layoffs.pdf" };
      await database.syncItems.save("s", [{ ...item, state: "failed", reason: "Broken." }], "upload", 1);
      expect(await database.forActor(ada).uploads.item("u")).toMatchObject({ state: "failed", title: "layoffs.pdf" });
      expect(await database.forActor(grace).uploads.item("u")).toBeNull();
      const [row] = (await database.forActor({ ...grace, role: "admin" }).sources.items("s", { limit: 1 })).items;
      expect(row).toMatchObject({ externalId: "u", title: null });
    },
  },
];
