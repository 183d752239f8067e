import { expect } from "vitest";
import { actorOf, addSource, claimAll, documentOf, drain, store } from "./checks.ts";
import type { DatabaseRule } from "./under-test.ts";

export const SOURCE_RULES: readonly DatabaseRule[] = [
  {
    title: "a new source comes back as it was given, active, with a root ACL of its own",
    async check({ database }) {
      const settings = { path: "/srv/ünïcode \u{1F600}", depth: 3, secret: null };
      const access = { mode: "restricted" as const, allow: ["user:ada@example.org"], rules: [{ path: "hr", mode: "everyone" as const }] };
      const given = { id: "s", connector: "folder", name: 'Team\'s "files"', settings, access, schedule: "0 * * * *", createdBy: "ada" };
      const source = await database.sources.create({ ...given, now: 5 }, ["user:ada@example.org", "group:local/g"]);
      expect(source).toEqual({
        ...given,
        state: "active",
        stateReason: null,
        rootAclId: expect.any(Number),
        checkpoint: null,
        checkpointVersion: expect.any(Number),
        absence: null,
        aclSyncedAt: null,
        groupsSyncedAt: null,
        inventory: null,
        inventoriedAt: null,
        createdAt: 5,
        updatedAt: 5,
      });
      expect(await database.sources.get("s")).toEqual(source);
      expect(await database.acls.entries(source.rootAclId)).toEqual(["group:local/g", "user:ada@example.org"]);
      expect(await database.sources.get("none")).toBeNull();
    },
  },
  {
    title: "an id that is taken is a conflict, and the second root ACL is not left behind",
    async check(made) {
      const first = await addSource(made, "s");
      await expect(addSource(made, "s", { allow: ["domain:other.org"] })).rejects.toMatchObject({ code: "conflict" });
      expect(await made.database.acls.entries(first.rootAclId)).toEqual(["everyone"]);
      const reader = actorOf("zoe", { email: "zoe@other.org" });
      expect((await made.database.forActor(reader).content.readableAcls()).ids).toEqual([first.rootAclId]);
    },
  },
  {
    title: "what permissions from the source have not shown yet is hidden until they have been read once",
    async check(made) {
      const source = await addSource(made, "s", { access: { mode: "source" }, allow: [] });
      expect(source.aclSyncedAt).toBe(0);
    },
  },
  {
    title: "an update changes what is given and nothing else",
    async check(made) {
      const { database } = made;
      const before = await addSource(made, "s");
      await database.sources.update("s", { checkpoint: { cursor: "ä" }, checkpointVersion: 2, absence: { count: 7, runId: "r" } }, 50);
      const changed = { checkpoint: { cursor: "ä" }, checkpointVersion: 2, absence: { count: 7, runId: "r" }, updatedAt: 50 };
      expect(await database.sources.get("s")).toEqual({ ...before, ...changed });
      await database.sources.update("s", { checkpoint: null, absence: null, state: "reconnect", stateReason: "Sign in." }, 60);
      const again = { ...changed, checkpoint: null, absence: null, state: "reconnect", stateReason: "Sign in.", updatedAt: 60 };
      expect(await database.sources.get("s")).toEqual({ ...before, ...again });
    },
  },
  {
    title: "all sources are listed by name",
    async check(made) {
      for (const id of ["b", "c", "a"]) await addSource(made, id);
      expect((await made.database.sources.all()).map((source) => source.id)).toEqual(["a", "b", "c"]);
    },
  },
  {
    title: "counts tell documents from what the ledger says",
    async check(made) {
      const { database } = made;
      const source = await addSource(made, "s");
      await store(
        made,
        source,
        ["a", "b", "c"].map((id) => documentOf(source, id)),
      );
      const failed = { externalId: "c", documentId: "s/c", state: "failed" as const };
      const skipped = { externalId: "d", documentId: null, state: "skipped" as const };
      await database.syncItems.save("s", [failed, skipped], "run", 1);
      expect(await database.sources.counts("s")).toEqual({ documents: 3, indexed: 2, skipped: 1, failed: 1, ignored: 0, queued: 0 });
      expect(await database.sources.counts("none")).toEqual({ documents: 0, indexed: 0, skipped: 0, failed: 0, ignored: 0, queued: 0 });
    },
  },
  {
    title: "what is ignored counts apart, comes behind in the ledger, and is not tried again until that is taken back",
    async check(made) {
      const { database } = made;
      await addSource(made, "s");
      const item = (externalId: string, state: "failed" | "skipped") => ({
        externalId,
        documentId: null,
        state,
        reasonCode: state,
        title: `Name ${externalId}`,
      });
      await database.syncItems.save("s", [item("a", "skipped"), item("b", "failed"), item("c", "failed")], "run", 1);
      expect(await database.syncItems.setIgnored("s", ["b", "none"], true)).toBe(1);
      const { sources } = database.forActor(actorOf("eve", { role: "editor" }));
      expect(await database.sources.counts("s")).toMatchObject({ failed: 1, skipped: 1, ignored: 1 });
      expect(await database.syncItems.retryable("s", 9)).toEqual(["c"]);
      const ids = async (filter: Partial<Parameters<typeof sources.items>[1]> = {}): Promise<readonly string[]> =>
        (await sources.items("s", { limit: 9, ...filter })).items.map((each) => each.externalId);
      expect(await ids()).toEqual(["c", "a", "b"]);
      expect(await ids({ state: "open" })).toEqual(["c", "a"]);
      expect(await ids({ text: "NAME B" })).toEqual(["b"]);
      expect(await ids({ reasonCode: "skipped" })).toEqual(["a"]);
      expect(await sources.items("s", { limit: 1 })).toMatchObject({ items: [{ externalId: "c" }], next: expect.any(String) });
      expect(await sources.reasons("s")).toEqual([
        { state: "failed", reasonCode: "failed", count: 1 },
        { state: "skipped", reasonCode: "skipped", count: 1 },
      ]);
      await database.syncItems.setIgnored("s", ["b"], false);
      expect(await database.syncItems.retryable("s", 9)).toEqual(["b", "c"]);
    },
  },
  {
    title: "a purge goes in steps, leaves nothing and touches no other source",
    async check(made) {
      const { database, clock } = made;
      const [doomed, kept] = [await addSource(made, "doomed"), await addSource(made, "kept")];
      for (const source of [doomed, kept]) {
        await store(
          made,
          source,
          Array.from({ length: 25 }, (_, at) => documentOf(source, `d${at}`)),
        );
        const container = { id: `${source.id}-c`, externalId: "c", parentExternalId: null, title: "C", url: null, path: null };
        await database.containers.save(source.id, { ...container, sourceAcl: { mode: "inherit" }, allow: ["everyone"] }, "run", 1);
        await database.syncRuns.create({ id: `${source.id}-run`, sourceId: source.id, trigger: "manual", requestedBy: null, now: 1 });
        await database.acls.setGroupMembers(source.id, "g", ["user:ada@example.org"]);
      }
      await drain(made);
      await database.sources.update("doomed", { state: "deleting" }, 2);
      let steps = 0;
      while (!(await database.transaction((tx) => tx.sources.purge("doomed", 10, clock.now())))) steps += 1;
      expect(steps).toBeGreaterThanOrEqual(3);
      expect(await database.sources.get("doomed")).toBeNull();
      expect(await database.documents.ofSource("doomed", null, 10)).toEqual([]);
      expect(await database.containers.ofSource("doomed")).toEqual([]);
      expect(await database.syncItems.count("doomed")).toBe(0);
      expect(await database.syncRuns.get("doomed-run")).toBeNull();
      const left = await claimAll(made);
      expect(left.map((work) => work.document)).toEqual(left.map(() => null));
      expect(left.map((work) => work.documentId).toSorted()).toEqual(Array.from({ length: 25 }, (_, at) => `doomed/d${at}`).toSorted());
      expect(await database.sources.counts("kept")).toMatchObject({ documents: 25, indexed: 25 });
      expect(await database.containers.ofSource("kept")).toHaveLength(1);
      expect(await database.transaction((tx) => tx.sources.purge("doomed", 10, clock.now())), "once more").toBe(true);
    },
  },
  {
    title: "a purge takes the source's groups from everybody at once",
    async check(made) {
      const { database } = made;
      await addSource(made, "doomed");
      const ada = actorOf("ada");
      await database.acls.setGroupMembers("doomed", "g", ["user:ada@example.org"]);
      const aclId = await database.acls.shared(["group:doomed/g"]);
      expect((await database.forActor(ada).content.readableAcls()).ids).toContain(aclId);
      await database.sources.purge("doomed", 10, 1);
      expect((await database.forActor(ada).content.readableAcls()).ids).not.toContain(aclId);
    },
  },
];
