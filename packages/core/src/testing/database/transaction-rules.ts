import { expect } from "vitest";
import type { Database, Transaction } from "../../ports/database/database.ts";
import { actorOf, addSource, documentOf, drain, store } from "./checks.ts";
import type { DatabaseRule } from "./under-test.ts";

const ada = actorOf("ada");

async function failing(database: Database, work: (tx: Transaction) => Promise<void>): Promise<void> {
  const undone = database.transaction(async (tx) => {
    await work(tx);
    throw new Error("changed my mind");
  });
  await expect(undone).rejects.toThrow("changed my mind");
}

export const TRANSACTION_RULES: readonly DatabaseRule[] = [
  {
    title: "answers that it is there",
    async check({ database }) {
      await expect(database.ping()).resolves.toBeUndefined();
    },
  },
  {
    title: "a transaction gives back what its work does",
    async check({ database }) {
      expect(await database.transaction(async () => ({ any: "value" }))).toEqual({ any: "value" });
    },
  },
  {
    title: "work that throws leaves nothing behind, in any repository",
    async check(made) {
      const { database } = made;
      const source = await addSource(made, "s", { allow: ["user:ada@example.org"] });
      await store(made, source, [documentOf(source, "kept")]);
      const indexed = await drain(made);
      const { ids } = await database.forActor(ada).content.readableAcls();
      await failing(database, async (tx) => {
        const aclId = await tx.acls.shared(["user:ada@example.org", "user:new@example.org"]);
        await tx.documents.save("s", [documentOf(source, "new", { aclId }), documentOf(source, "kept", { text: "changed" })], 1);
        await tx.documents.remove(["s/kept"], 1);
        await tx.acls.setEntries(source.rootAclId, []);
        await tx.settings.set("k", 1, null, 1);
        await tx.syncItems.save("s", [{ externalId: "x", documentId: null, state: "failed" }], "r", 1);
        await tx.jobs.add("sync-source", {}, { key: "k" });
        await tx.answers.createConversation({ id: "c", userId: "ada", title: "t", now: 1 });
        await tx.sources.update("s", { name: "Other" }, 1);
      });
      const { content, answers } = database.forActor(ada);
      expect(await content.document("s/kept")).toMatchObject({ version: 1, sourceName: "Source s" });
      expect((await content.hydrate([...indexed.values()].flatMap(({ chunks }) => chunks.map((chunk) => chunk.id)))).length).toBe(2);
      expect((await content.readableAcls()).ids).toEqual(ids);
      expect(await content.document("s/new")).toBeNull();
      expect(await database.settings.get("k")).toBeUndefined();
      expect(await database.syncItems.count("s")).toBe(1);
      expect(await database.indexChanges.count()).toBe(0);
      expect(await answers.conversation("c")).toBeNull();
    },
  },
  {
    title: "reads inside see the transaction's own writes, permissions too; reads outside see them after the commit",
    async check(made) {
      const { database, other } = made;
      const source = await addSource(made, "s", { allow: [] });
      await store(made, source, [documentOf(source, "a")]);
      const sees = async (scope: Pick<Database, "forActor">) => (await scope.forActor(ada).content.readable(["s/a"])).has("s/a");
      await database.transaction(async (tx) => {
        expect([await sees(tx), await sees(database)]).toEqual([false, false]);
        await tx.acls.setEntries(source.rootAclId, ["user:ada@example.org"]);
        await tx.settings.set("k", 1, null, 1);
        expect([await sees(tx), await sees(database), await sees(other)]).toEqual([true, false, false]);
        expect([await tx.settings.get("k"), await database.settings.get("k")]).toEqual([1, undefined]);
      });
      expect([await sees(database), await sees(other), await database.settings.get("k")]).toEqual([true, true, 1]);
    },
  },
  {
    // Most use cases read, decide, then write: one open sync a source, one first administrator.
    title: "transactions that read and then write do not overtake each other",
    async check({ database, other }) {
      await database.settings.set("count", 0, null, 1);
      const increments = Array.from({ length: 20 }, (_, at) =>
        (at % 2 === 0 ? database : other).transaction(async (tx) => {
          const count = (await tx.settings.get("count")) as number;
          await tx.settings.set(`seen ${count}`, at, null, 1);
          await tx.settings.set("count", count + 1, null, 1);
        }),
      );
      await Promise.all(increments);
      expect(await database.settings.get("count")).toBe(20);
      expect(await database.settings.all()).toHaveLength(21);
    },
  },
  {
    title: "a transaction that failed does not hold up the next one",
    async check({ database, other }) {
      const tries = Array.from({ length: 6 }, (_, at) =>
        (at % 2 === 0 ? database : other).transaction(async (tx) => {
          await tx.settings.set(`key ${at}`, at, null, 1);
          if (at % 3 === 0) throw new Error("no");
        }),
      );
      const outcomes = await Promise.allSettled(tries);
      expect(outcomes.map((each) => each.status)).toEqual(["rejected", "fulfilled", "fulfilled", "rejected", "fulfilled", "fulfilled"]);
      expect((await database.settings.all()).map((each) => each.key)).toEqual(["key 1", "key 2", "key 4", "key 5"]);
    },
  },
  {
    // A commit that looks done and is not would be the worst of all answers.
    title: "work that swallows a database error does not commit the rest in silence",
    async check(made) {
      const { database } = made;
      await addSource(made, "s");
      const swallowing = database.transaction(async (tx) => {
        await tx.settings.set("before", 1, null, 1);
        await addSourceAgain(tx).catch(() => {});
      });
      await expect(swallowing).rejects.toThrow(/transaction/);
      expect(await database.settings.get("before")).toBeUndefined();
      await expect(database.ping()).resolves.toBeUndefined();
    },
  },
  {
    title: "methods that write more than one row are all or nothing outside of a transaction too",
    async check(made) {
      const { database } = made;
      const source = await addSource(made, "s");
      await store(made, source, [documentOf(source, "a"), documentOf(source, "b")]);
      await drain(made);
      const touches = [
        { id: "s/a", title: "Changed" },
        { id: "s/a", externalId: "b" },
      ];
      await expect(database.documents.touch("s", touches, 1)).rejects.toMatchObject({ code: "conflict" });
      expect(await database.documents.get("s/a")).toMatchObject({ title: "Title of a", externalId: "a" });
      expect(await database.indexChanges.count()).toBe(0);
    },
  },
  {
    title: "a job that is added inside commits with the rows, and one job has a key",
    async check({ database, other }) {
      const add = () => database.transaction((tx) => tx.jobs.add("sync-source", { a: 1 }, { key: "k" }));
      const id = await add();
      expect(id).toMatch(/./);
      expect(await add()).toBe(id);
      await other.transaction((tx) => tx.jobs.removeByKey("k"));
      expect(await add()).not.toBe(id);
    },
  },
];

async function addSourceAgain(tx: Transaction): Promise<void> {
  const source = { id: "s", connector: "folder", name: "S", settings: {}, access: { mode: "everyone" as const }, schedule: null };
  await tx.sources.create({ ...source, createdBy: "ada", now: 1 }, []);
}
