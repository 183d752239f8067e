import { expect } from "vitest";
import type { ContainerInput, Source } from "../../ports/database/sources.ts";
import { actorOf, addSource, claimAll, documentOf, drain, store } from "./checks.ts";
import type { DatabaseRule, DatabaseUnderTest } from "./under-test.ts";

type Changes = Partial<Omit<ContainerInput, "externalId">>;

async function show({ database, clock }: DatabaseUnderTest, source: Source, externalId: string, changes: Changes = {}, runId = "run") {
  const input: ContainerInput = {
    id: `${source.id}/${externalId}`,
    externalId,
    parentExternalId: null,
    title: `Container ${externalId}`,
    url: null,
    path: externalId,
    sourceAcl: { mode: "inherit" },
    allow: null,
    ...changes,
  };
  return database.containers.save(source.id, input, runId, clock.now());
}

/** Root > top > middle > bottom, with a document in each that inherits, and one in the middle with an ACL of its own. */
async function makeTree(made: DatabaseUnderTest): Promise<Source> {
  const source = await addSource(made, "s", { allow: ["user:root@example.org"] });
  await show(made, source, "top");
  await show(made, source, "middle", { parentExternalId: "top" });
  await show(made, source, "bottom", { parentExternalId: "middle" });
  for (const name of ["top", "middle", "bottom"]) {
    await store(made, source, [documentOf(source, `in ${name}`, { containerId: `s/${name}` })]);
  }
  const aclId = await made.database.acls.shared(["user:own@example.org"]);
  await store(made, source, [documentOf(source, "own", { containerId: "s/middle", aclId, aclInherits: false })]);
  await store(made, source, [documentOf(source, "at root")]);
  await drain(made);
  return source;
}

/** What each person reads, by name of the person. */
async function readers(made: DatabaseUnderTest, names: readonly string[]): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const name of names) {
    const documents = await made.database.forActor(actorOf(name)).content.documents({ limit: 100 });
    found[name] = documents.map((document) => document.externalId).toSorted();
  }
  return found;
}

const ROOT = ["at root", "in bottom", "in middle", "in top"];

export const CONTAINER_RULES: readonly DatabaseRule[] = [
  {
    title: "what has no ACL of its own is read by those of the source's root, through any depth",
    async check(made) {
      await makeTree(made);
      expect(await readers(made, ["root", "own", "stranger"])).toEqual({ root: ROOT, own: ["own"], stranger: [] });
    },
  },
  {
    title: "a container's own ACL takes all that inherits from it along, and gives it back when it goes",
    async check(made) {
      const source = await makeTree(made);
      await show(made, source, "middle", { parentExternalId: "top", allow: ["user:mid@example.org"] });
      const own = { root: ["at root", "in top"], mid: ["in bottom", "in middle"], own: ["own"] };
      expect(await readers(made, ["root", "mid", "own"])).toEqual(own);
      const moved = (await claimAll(made)).map((work) => work.documentId);
      expect(moved.toSorted(), "the indexes hear of it").toEqual(["s/in bottom", "s/in middle"]);
      await show(made, source, "middle", { parentExternalId: "top" });
      expect(await readers(made, ["root", "mid", "own"])).toEqual({ root: ROOT, mid: [], own: ["own"] });
    },
  },
  {
    title: "changing the entries of a container's own ACL acts at once and gives the indexes nothing to do",
    async check(made) {
      const source = await makeTree(made);
      const { aclId } = await show(made, source, "top", { allow: ["user:one@example.org"] });
      await drain(made);
      expect((await show(made, source, "top", { allow: ["user:two@example.org"] })).aclId).toBe(aclId);
      expect(await readers(made, ["one", "two"])).toEqual({ one: [], two: ["in bottom", "in middle", "in top"] });
      expect(await made.database.indexChanges.count()).toBe(0);
    },
  },
  {
    title: "a subtree with an ACL of its own keeps it, whatever happens above",
    async check(made) {
      const source = await makeTree(made);
      await show(made, source, "bottom", { parentExternalId: "middle", allow: ["user:deep@example.org"] });
      await show(made, source, "top", { allow: ["user:high@example.org"] });
      const people = ["root", "high", "deep"];
      expect(await readers(made, people)).toEqual({ root: ["at root"], high: ["in middle", "in top"], deep: ["in bottom"] });
      await show(made, source, "top");
      expect(await readers(made, people)).toEqual({ root: ["at root", "in middle", "in top"], high: [], deep: ["in bottom"] });
    },
  },
  {
    title: "a container that moves takes the ACL of its new place, with all below it",
    async check(made) {
      const source = await makeTree(made);
      await show(made, source, "vault", { allow: ["user:guard@example.org"] });
      await show(made, source, "middle", { parentExternalId: "vault" });
      expect(await readers(made, ["root", "guard"])).toEqual({ root: ["at root", "in top"], guard: ["in bottom", "in middle"] });
      expect((await made.database.containers.get("s/middle"))?.parentId).toBe("s/vault");
      await show(made, source, "middle");
      expect(await readers(made, ["root", "guard"])).toEqual({ root: ROOT, guard: [] });
    },
  },
  {
    title: "setAccess does what a save with those entries does",
    async check(made) {
      const { database, clock } = made;
      await makeTree(made);
      await database.containers.setAccess("s/middle", ["user:mid@example.org"], clock.now());
      expect(await database.containers.get("s/middle")).toMatchObject({ ownAcl: true });
      expect(await database.containers.get("s/bottom")).toMatchObject({ ownAcl: false });
      expect(await readers(made, ["mid"])).toEqual({ mid: ["in bottom", "in middle"] });
      await database.containers.setAccess("s/middle", [], clock.now());
      expect(await readers(made, ["mid", "root"])).toEqual({ mid: [], root: ["at root", "in top"] });
      await database.containers.setAccess("s/middle", null, clock.now());
      expect(await readers(made, ["mid", "root"])).toEqual({ mid: [], root: ROOT });
      await database.containers.setAccess("none", null, clock.now());
    },
  },
  {
    title: "nobody reads what hangs under a parent that was never shown, until it is",
    async check(made) {
      const source = await addSource(made, "s");
      const { id } = await show(made, source, "orphan", { parentExternalId: "secret" });
      const aclId = (await made.database.containers.get(id))?.aclId ?? 0;
      await store(made, source, [documentOf(source, "d", { containerId: id, aclId })]);
      expect(await readers(made, ["ada"])).toEqual({ ada: [] });
      await show(made, source, "secret", { allow: ["user:ada@example.org"] });
      await show(made, source, "orphan", { parentExternalId: "secret" });
      expect(await readers(made, ["ada", "grace"])).toEqual({ ada: ["d"], grace: [] });
    },
  },
  {
    title: "a container keeps its id when it is shown again, and its new title, place and ACL are stored",
    async check(made) {
      const source = await makeTree(made);
      const { database } = made;
      expect((await show(made, source, "middle", { id: "another", parentExternalId: "top", title: "Renamed", path: "new" })).id).toBe(
        "s/middle",
      );
      const found = await database.containers.byExternalIds("s", ["middle", "none"]);
      expect([...found.keys()]).toEqual(["middle"]);
      expect(found.get("middle")).toMatchObject({ id: "s/middle", title: "Renamed", path: "new", parentId: "s/top", ownAcl: false });
      const sourceAcl = { mode: "restricted" as const, allow: ["group:x"] };
      await show(made, source, "top", { sourceAcl });
      expect((await database.containers.ofSource("s")).find((each) => each.externalId === "top")?.sourceAcl).toEqual(sourceAcl);
    },
  },
  {
    title: "equal external ids in two sources are two containers",
    async check(made) {
      const [one, other] = [await addSource(made, "one"), await addSource(made, "other")];
      await show(made, one, "c", { allow: ["user:ada@example.org"] });
      await show(made, other, "c");
      expect((await made.database.containers.ofSource("one")).map((each) => each.id)).toEqual(["one/c"]);
      expect((await made.database.containers.get("other/c"))?.aclId).toBe(other.rootAclId);
    },
  },
  {
    title: "unseen containers go, but not those that hold documents, nor any above what stays",
    async check(made) {
      const source = await addSource(made, "s", { allow: [] });
      const { database } = made;
      await show(made, source, "vault", { allow: ["user:ada@example.org"] });
      await show(made, source, "floor", { parentExternalId: "vault" });
      const room = await show(made, source, "room", { parentExternalId: "floor" });
      await show(made, source, "empty", { parentExternalId: "vault", allow: ["user:ada@example.org"] });
      await show(made, source, "emptier", { parentExternalId: "empty" });
      await store(made, source, [documentOf(source, "d", { containerId: room.id, aclId: room.aclId })]);
      await show(made, source, "new", {}, "second");
      expect(await database.containers.removeUnseen("s", "second")).toBe(2);
      const left = (await database.containers.ofSource("s")).map((each) => each.externalId);
      expect(left.toSorted()).toEqual(["floor", "new", "room", "vault"]);
      expect(await readers(made, ["ada"])).toEqual({ ada: ["d"] });
      await database.documents.remove(["s/d"], 1);
      expect(await database.containers.removeUnseen("s", "second")).toBe(3);
      expect((await database.forActor(actorOf("ada")).content.readableAcls()).ids, "their ACLs go with them").toEqual([]);
    },
  },
];
