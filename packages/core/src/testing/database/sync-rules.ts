import { expect } from "vitest";
import type { ItemWrite, SyncCounts } from "../../ports/database/sources.ts";
import { actorOf, addSource, documentOf, store } from "./checks.ts";
import type { DatabaseRule, DatabaseUnderTest } from "./under-test.ts";

const COUNTS: SyncCounts = { seen: 6, indexed: 3, unchanged: 1, moved: 1, skipped: 1, failed: 1, deleted: 2 };
const editor = actorOf("ed", { role: "editor" });

function itemsOf(names: readonly string[], changes: Partial<ItemWrite> = {}): ItemWrite[] {
  return names.map((externalId) => ({ externalId, documentId: null, state: "indexed" as const, ...changes }));
}

async function addRun({ database }: DatabaseUnderTest, id: string, sourceId = "s"): Promise<void> {
  await database.syncRuns.create({ id, sourceId, trigger: "manual", requestedBy: "ada", now: 10 });
}

async function ledger({ database }: DatabaseUnderTest, state?: ItemWrite["state"]) {
  return (await database.forActor(editor).sources.items("s", { limit: 100, ...(state !== undefined && { state }) })).items;
}

const RUN_RULES: readonly DatabaseRule[] = [
  {
    title: "a run goes from queued over running to its end",
    async check(made) {
      const { syncRuns } = made.database;
      await addSource(made, "s");
      await addRun(made, "r");
      const none = { seen: 0, indexed: 0, unchanged: 0, moved: 0, skipped: 0, failed: 0, deleted: 0 };
      const queued = { id: "r", sourceId: "s", state: "queued", trigger: "manual", requestedBy: "ada", jobId: null, counts: none };
      const ends = { progress: null, createdAt: 10, startedAt: null, finishedAt: null, error: null };
      expect(await syncRuns.get("r")).toEqual({ ...queued, ...ends });
      expect((await syncRuns.open("s"))?.id).toBe("r");
      await syncRuns.setJob("r", "7");
      await syncRuns.start("r", "8", 20);
      await syncRuns.start("r", "9", 30);
      expect(await syncRuns.get("r")).toMatchObject({ state: "running", jobId: "9", startedAt: 20 });
      await syncRuns.setProgress("r", { done: 3, total: 10, note: "Ordner äöü" });
      await syncRuns.addCounts("r", COUNTS);
      await syncRuns.addCounts("r", COUNTS);
      await syncRuns.finish("r", "partial", 40, { code: "conflict", message: "Gone." });
      const counts = Object.fromEntries(Object.entries(COUNTS).map(([name, count]) => [name, 2 * count]));
      const end = { state: "partial", finishedAt: 40, error: { code: "conflict", message: "Gone." }, counts };
      expect(await syncRuns.get("r")).toMatchObject({ ...end, progress: { done: 3, total: 10, note: "Ordner äöü" } });
      expect(await syncRuns.open("s")).toBeNull();
      await syncRuns.resetCounts("r");
      expect((await syncRuns.get("r"))?.counts).toEqual(none);
    },
  },
  {
    title: "runs of a source are paged from the latest on",
    async check(made) {
      const { syncRuns } = made.database;
      await addSource(made, "s");
      await addSource(made, "other");
      for (const id of ["1", "2", "3", "4"]) await addRun(made, id);
      await addRun(made, "9", "other");
      const ids = async (before: string | null, limit: number) => (await syncRuns.ofSource("s", before, limit)).map((run) => run.id);
      expect([await ids(null, 3), await ids("2", 3), await ids("1", 3)]).toEqual([["4", "3", "2"], ["1"], []]);
      for (const id of ["4", "3"]) await syncRuns.finish(id, "succeeded", 1, null);
      expect((await syncRuns.open("s"))?.id).toBe("2");
    },
  },
  {
    title: "an editor sees runs, others do not know of them",
    async check(made) {
      await addSource(made, "s");
      await addRun(made, "r");
      expect(await made.database.forActor(editor).sources.run("r")).toMatchObject({ id: "r" });
      for (const actor of [actorOf("m"), actorOf("v", { role: "viewer" })]) {
        const { sources } = made.database.forActor(actor);
        await expect(sources.run("r")).rejects.toMatchObject({ code: "not_found" });
        await expect(sources.manageable("s")).rejects.toMatchObject({ code: "not_found" });
        await expect(sources.items("s", { limit: 1 })).rejects.toMatchObject({ code: "not_found" });
        expect(await sources.list()).toEqual([]);
      }
      await expect(made.database.forActor(editor).sources.run("none")).rejects.toMatchObject({ code: "not_found" });
    },
  },
];

const WAITING_RULES: readonly DatabaseRule[] = [
  {
    title: "a run that has to wait is queued again with the reason, which its next start forgets; one that has ended stays so",
    async check(made) {
      const { syncRuns } = made.database;
      await addSource(made, "s");
      await syncRuns.create({ id: "r", sourceId: "s", trigger: "manual", requestedBy: null, now: 1 });
      await syncRuns.start("r", "7", 2);
      const error = { code: "full", message: "No room." };
      await syncRuns.wait("r", error);
      expect(await syncRuns.get("r")).toMatchObject({ state: "queued", error, startedAt: 2, finishedAt: null });
      expect(await syncRuns.open("s")).toMatchObject({ id: "r" });
      await syncRuns.start("r", "8", 3);
      expect(await syncRuns.get("r")).toMatchObject({ state: "running", error: null, jobId: "8", startedAt: 2 });
      await syncRuns.finish("r", "cancelled", 4, null);
      await syncRuns.wait("r", error);
      expect(await syncRuns.get("r")).toMatchObject({ state: "cancelled", error: null });
    },
  },
];

const ITEM_RULES: readonly DatabaseRule[] = [
  {
    title: "the ledger has the present state of each item and counts attempts of failures in a row",
    async check(made) {
      const { syncItems } = made.database;
      await addSource(made, "s");
      const failed = { state: "failed" as const, reasonCode: "corrupt", reason: "Broken." };
      await syncItems.save("s", itemsOf(["a"], { ...failed, title: "A", url: "https://x.org/a" }), "r1", 1);
      await syncItems.save("s", itemsOf(["a"], failed), "r2", 2);
      const texts = { title: "A", url: "https://x.org/a" };
      expect(await ledger(made)).toEqual([
        { externalId: "a", documentId: null, ...failed, ...texts, attempts: 2, ignored: false, updatedAt: 2 },
      ]);
      await syncItems.save("s", itemsOf(["a"]), "r3", 3);
      const indexed = { state: "indexed", reasonCode: null, reason: null, attempts: 0, ignored: false, updatedAt: 3 };
      expect(await ledger(made)).toEqual([{ externalId: "a", documentId: null, ...texts, ...indexed }]);
      await syncItems.save("s", itemsOf(["a"], failed), "r4", 4);
      expect((await ledger(made))[0]?.attempts).toBe(1);
    },
  },
  {
    title: "an item named twice in one batch is as it was named last",
    async check(made) {
      await addSource(made, "s");
      const twice = [...itemsOf(["a"], { title: "first" }), ...itemsOf(["a"], { state: "skipped", title: "last" })];
      await made.database.syncItems.save("s", twice, "r", 1);
      expect(await ledger(made)).toMatchObject([{ state: "skipped", title: "last" }]);
    },
  },
  {
    title: "thousands of items go in at once, and pages of a state follow the external ids",
    async check(made) {
      await addSource(made, "s");
      const names = Array.from({ length: 2500 }, (_, at) => `item-${String(at).padStart(4, "0")}`);
      await made.database.syncItems.save("s", itemsOf(names), "r", 1);
      await made.database.syncItems.save("s", itemsOf(["item-0007", "item-0009"], { state: "skipped" }), "r", 1);
      expect(await made.database.syncItems.count("s")).toBe(2500);
      expect((await ledger(made, "skipped")).map((item) => item.externalId)).toEqual(["item-0007", "item-0009"]);
      const { sources } = made.database.forActor(editor);
      const first = await sources.items("s", { state: "indexed", limit: 7 });
      const page = await sources.items("s", { state: "indexed", limit: 2, ...(first.next !== null && { after: first.next }) });
      expect(page.items.map((item) => item.externalId)).toEqual(["item-0008", "item-0010"]);
    },
  },
  {
    // Its row may come from an error that names nothing but the id; the last good version is still there and not everybody's.
    title: "a failed item keeps its document, and its title stays hidden from those who may not read it",
    async check(made) {
      const source = await addSource(made, "s", { allow: ["user:ada@example.org"] });
      await store(made, source, [documentOf(source, "a")]);
      await made.database.syncItems.save("s", itemsOf(["a"], { state: "failed", reason: "Broken." }), "r", 1);
      expect(await ledger(made)).toMatchObject([{ state: "failed", documentId: "s/a", title: null, reason: "Broken." }]);
      const ada = actorOf("ada", { role: "editor" });
      expect(await made.database.forActor(ada).sources.items("s", { limit: 1 })).toMatchObject({ items: [{ title: "Title of a" }] });
      await made.database.syncItems.save("s", itemsOf(["a"], { state: "skipped" }), "r", 1);
      expect(await ledger(made), "a row that has lost its document").toMatchObject([{ documentId: null, title: null }]);
    },
  },
  {
    title: "what a run did not show is found, except what lies in containers that could not be listed",
    async check(made) {
      const { syncItems, containers } = made.database;
      await addSource(made, "s");
      const tree = { top: null, sub: "top", side: null };
      for (const [externalId, parentExternalId] of Object.entries(tree)) {
        const container = { id: `c-${externalId}`, externalId, parentExternalId, title: externalId, url: null, path: null };
        await containers.save("s", { ...container, sourceAcl: { mode: "inherit" }, allow: null }, "r", 1);
      }
      for (const name of ["top", "sub", "side", "never-shown"])
        await syncItems.save("s", itemsOf([`in ${name}`], { containerExternalId: name }), "r1", 1);
      await syncItems.save("s", itemsOf(["loose", "seen", "again"]), "r1", 1);
      await syncItems.save("s", itemsOf(["seen"]), "r2", 2);
      await syncItems.markSeen("s", ["again", "none"], "r2");
      const unseen = (...except: string[]) => syncItems.unseen("s", "r2", except, 100);
      expect(await unseen()).toEqual(["in never-shown", "in side", "in sub", "in top", "loose"]);
      expect(await unseen("top")).toEqual(["in never-shown", "in side", "loose"]);
      expect(await unseen("sub", "never-shown")).toEqual(["in side", "in top", "loose"]);
      expect(await syncItems.unseen("s", "r2", [], 2)).toEqual(["in never-shown", "in side"]);
      expect(await syncItems.countUnseen("s", "r2", ["top"])).toBe(3);
      expect(await syncItems.countUnseen("s", "r3", [])).toBe(7);
    },
  },
  {
    title: "an item that does not mention its container stays in it; one that says none leaves it",
    async check(made) {
      const { syncItems } = made.database;
      await addSource(made, "s");
      const unseen = () => syncItems.unseen("s", "other run", ["c"], 100);
      await syncItems.save("s", itemsOf(["a", "b"], { containerExternalId: "c" }), "r", 1);
      expect(await unseen()).toEqual([]);
      await syncItems.save("s", [...itemsOf(["a"], { state: "failed" }), ...itemsOf(["b"], { containerExternalId: null })], "r", 1);
      expect(await unseen()).toEqual(["b"]);
    },
  },
  {
    title: "items inside of others are found by them, and come and go with them in what a run did not show",
    async check(made) {
      const { syncItems } = made.database;
      await addSource(made, "s");
      await addSource(made, "other");
      await syncItems.save("s", itemsOf(["a", "b", "a!/own"]), "r1", 1);
      await syncItems.save("s", itemsOf(["a!/x", "a!/x!/y"], { parentExternalId: "a" }), "r1", 1);
      await syncItems.save("s", itemsOf(["b!/x"], { parentExternalId: "b", state: "failed" }), "r1", 1);
      await syncItems.save("s", itemsOf(["lost!/x"], { parentExternalId: "lost" }), "r1", 1);
      await syncItems.save("other", itemsOf(["a!/z"], { parentExternalId: "a" }), "r1", 1);
      const child = (externalId: string, parentExternalId: string) => ({ externalId, parentExternalId, documentId: null });
      expect(await syncItems.children("s", ["a", "none"])).toEqual([child("a!/x", "a"), child("a!/x!/y", "a")]);
      expect(await syncItems.children("s", [])).toEqual([]);
      expect([await syncItems.countChildren("s", ["a", "b"]), await syncItems.countChildren("s", [])]).toEqual([3, 0]);
      expect(await syncItems.parents("s", ["a!/x!/y", "a!/own", "a", "b!/x"])).toEqual(
        new Map([
          ["a!/x!/y", "a"],
          ["b!/x", "b"],
        ]),
      );
      expect(await syncItems.count("s")).toBe(3);
      // What was left behind by an item that is gone is nobody's.
      expect(await syncItems.unseen("s", "r2", [], 10)).toEqual(["a", "a!/own", "b", "lost!/x"]);
      expect(await syncItems.countUnseen("s", "r2", [])).toBe(4);
      await syncItems.save("s", itemsOf(["a!/x"]), "r2", 2);
      expect(await syncItems.children("s", ["a"]), "an item of the source by now").toEqual([child("a!/x!/y", "a")]);
    },
  },
  {
    title: "items inside of others are moved with all that is known of them",
    async check(made) {
      const { syncItems } = made.database;
      await addSource(made, "s");
      const failed = { state: "failed" as const, reasonCode: "corrupt", reason: "Broken.", title: "X", url: "https://x.org/a" };
      await syncItems.save("s", itemsOf(["a", "a!/x"], { containerExternalId: "old" }), "r1", 1);
      await syncItems.save("s", itemsOf(["a!/x"], { ...failed, parentExternalId: "a", containerExternalId: "old" }), "r1", 1);
      const move = { from: "a!/x", to: "b!/x", parentExternalId: "b" };
      await syncItems.moveChildren("s", [{ ...move, containerExternalId: "new", url: "https://x.org/b" }], "r2", 5);
      expect(await syncItems.children("s", ["a"])).toEqual([]);
      expect(await syncItems.parents("s", ["b!/x"])).toEqual(new Map([["b!/x", "b"]]));
      const [moved] = await ledger(made, "failed");
      expect(moved).toMatchObject({ externalId: "b!/x", ...failed, url: "https://x.org/b", attempts: 1, updatedAt: 5 });
      await syncItems.moveChildren("s", [{ from: "b!/x", to: "c!/x", parentExternalId: "c", url: null }], "r3", 6);
      expect((await ledger(made, "failed"))[0]).toMatchObject({ externalId: "c!/x", url: "https://x.org/b" });
    },
  },
  {
    title: "items of other sources are never touched",
    async check(made) {
      const { syncItems } = made.database;
      await addSource(made, "s");
      await addSource(made, "other");
      for (const id of ["s", "other"]) await syncItems.save(id, itemsOf(["a", "b"]), "r", 1);
      await syncItems.remove("s", ["a"]);
      await syncItems.markSeen("s", ["b"], "r2");
      expect([await syncItems.count("s"), await syncItems.count("other")]).toEqual([1, 2]);
      expect(await syncItems.unseen("other", "r2", [], 10)).toEqual(["a", "b"]);
      expect(await syncItems.unseen("s", "r2", [], 10)).toEqual([]);
    },
  },
  {
    title: "items that have been queued for long are listed in pages, those of late are not",
    async check(made) {
      const { syncItems } = made.database;
      await addSource(made, "s");
      await syncItems.save("s", itemsOf(["a", "b", "c"], { state: "queued" }), "r", 10);
      await syncItems.save("s", itemsOf(["late"], { state: "queued" }), "r", 20);
      await syncItems.save("s", itemsOf(["fine"]), "r", 10);
      expect(await syncItems.queued("s", 20, "", 2)).toEqual(["a", "b"]);
      expect(await syncItems.queued("s", 20, "b", 2)).toEqual(["c"]);
      expect(await syncItems.queued("s", 10, "", 2)).toEqual([]);
      expect(await syncItems.queued("other", 20, "", 2)).toEqual([]);
    },
  },
  {
    title: "failed items may be tried again, those with fewest attempts first, and not for ever",
    async check(made) {
      const { syncItems } = made.database;
      await addSource(made, "s");
      await syncItems.save("s", itemsOf(["fine"]), "r", 1);
      const fail = (name: string) => syncItems.save("s", itemsOf([name], { state: "failed" }), "r", 1);
      for (const name of ["often", "once", "often", "often"]) await fail(name);
      expect(await syncItems.retryable("s", 10)).toEqual(["once", "often"]);
      expect(await syncItems.retryable("s", 1)).toEqual(["once"]);
      for (let tries = 0; tries < 100 && (await syncItems.retryable("s", 10)).includes("often"); tries++) await fail("often");
      expect(await syncItems.retryable("s", 10)).toEqual(["once"]);
    },
  },
  {
    title:
      "between two tries of a failed item there is a pause that doubles; what is final has no end of it; what is well again begins anew",
    async check(made) {
      const { syncItems } = made.database;
      const start = Date.UTC(2026, 2, 1);
      const minutes = (count: number): number => start + count * 60_000;
      const due = (at: number) => syncItems.retryable("s", 10, at);
      await addSource(made, "s");
      const fail = (at: number, isFinal = false) => syncItems.save("s", itemsOf(["bad"], { state: "failed", isFinal }), "r", at);
      await fail(start);
      expect([await due(minutes(15) - 1), await due(minutes(15))]).toEqual([[], ["bad"]]);
      await fail(minutes(15));
      expect([await due(minutes(45) - 1), await due(minutes(45))]).toEqual([[], ["bad"]]);
      await fail(minutes(45), true);
      expect(await due(minutes(10_000_000))).toEqual([]);
      await syncItems.save("s", itemsOf(["bad"]), "r", start);
      await fail(start);
      expect(await due(minutes(15))).toEqual(["bad"]);
      expect(await syncItems.states("s", ["bad", "none"])).toEqual(new Map([["bad", "failed"]]));
    },
  },
];

export const SYNC_RULES: readonly DatabaseRule[] = [...RUN_RULES, ...WAITING_RULES, ...ITEM_RULES];
