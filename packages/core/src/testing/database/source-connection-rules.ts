import { expect } from "vitest";
import { actorOf, addSource } from "./checks.ts";
import type { DatabaseRule, DatabaseUnderTest } from "./under-test.ts";

const DAY_MS = 86_400_000;

async function withCredential(made: DatabaseUnderTest) {
  await addSource(made, "s");
  await made.database.sourceConnections.setCredential("s", { sealed: "one", hints: { team: "Acme" } }, 10);
  return made.database.sourceConnections;
}

export const SOURCE_CONNECTION_RULES: readonly DatabaseRule[] = [
  {
    title: "a credential is one per source; entering it anew begins a generation and forgets what was known of the old one",
    async check(made) {
      const connections = await withCredential(made);
      const first = {
        sourceId: "s",
        sealed: "one",
        generation: 1,
        hints: { team: "Acme" },
        setAt: 10,
        updatedAt: 10,
        expiresAt: null,
        checkedAt: null,
      };
      expect(await connections.credential("s")).toEqual(first);
      await connections.setExpiry("s", 99, 11);
      expect(await connections.credential("s")).toEqual({ ...first, expiresAt: 99, checkedAt: 11 });
      await connections.setCredential("s", { sealed: "two", hints: {} }, 20);
      expect(await connections.credential("s")).toEqual({ ...first, sealed: "two", hints: {}, generation: 2, setAt: 20, updatedAt: 20 });
      await connections.removeCredential("s");
      expect(await connections.credential("s")).toBeNull();
    },
  },
  {
    title: "a renewed credential replaces one of its own generation only, and only in the hands of who has the lease",
    async check(made) {
      const connections = await withCredential(made);
      const renew = (sealed: string, generation: number, leaseId: string | null) =>
        connections.renewCredential("s", { sealed, hints: {}, generation, leaseId }, 30);
      expect(await renew("renewed", 1, null)).toBe(true);
      expect(await connections.credential("s")).toMatchObject({ sealed: "renewed", setAt: 10, updatedAt: 30, generation: 1 });
      expect(await connections.takeLease("s", "mine", 1000, 40)).toBe(true);
      expect(await renew("by another", 1, "other")).toBe(false);
      expect(await renew("by me", 1, "mine")).toBe(true);
      await connections.setCredential("s", { sealed: "entered", hints: {} }, 50);
      expect(await renew("late", 1, null)).toBe(false);
      expect(await renew("late", 1, "mine")).toBe(false);
      expect(await connections.credential("s")).toMatchObject({ sealed: "entered" });
    },
  },
  {
    title: "of many who ask for the lease one gets it, until it is released or over",
    async check(made) {
      const connections = await withCredential(made);
      const asked = await Promise.all(
        Array.from({ length: 8 }, (_each, at) =>
          (at % 2 === 0 ? made.database : made.other).sourceConnections.takeLease("s", `l${at}`, 1000, 40),
        ),
      );
      expect(asked.filter(Boolean)).toHaveLength(1);
      const winner = `l${asked.indexOf(true)}`;
      await connections.releaseLease("s", "nobody's");
      expect(await connections.takeLease("s", "next", 1000, 999)).toBe(false);
      await connections.releaseLease("s", winner);
      expect(await connections.takeLease("s", "next", 1000, 41)).toBe(true);
      expect(await connections.takeLease("s", "after", 2000, 1000)).toBe(true);
      expect(await connections.takeLease("none", "l", 1000, 40)).toBe(false);
    },
  },
  {
    title: "a draft and a sign-in are taken once, and not after their time",
    async check({ database, other }) {
      const { sourceConnections: connections } = database;
      const draft = { handleHash: "h", userId: "ada", connector: "c", sealed: "x", expiresAt: 100 };
      const flow = { stateHash: "f", userId: "ada", sessionId: "s", sealed: "x", expiresAt: 100 };
      await connections.addDraft(draft);
      await connections.addFlow(flow);
      expect(await connections.draft("h", 99)).toEqual(draft);
      await connections.updateDraft("h", "y");
      expect(await connections.draft("h", 100)).toBeNull();
      expect(await connections.takeDraft("h", 100)).toBeNull();
      expect(await connections.takeFlow("f", 100)).toBeNull();
      const drafts = await Promise.all([connections.takeDraft("h", 99), other.sourceConnections.takeDraft("h", 99)]);
      const flows = await Promise.all([connections.takeFlow("f", 99), other.sourceConnections.takeFlow("f", 99)]);
      expect(drafts.filter((each) => each !== null)).toEqual([{ ...draft, sealed: "y" }]);
      expect(flows.filter((each) => each !== null)).toEqual([flow]);
      await connections.addDraft(draft);
      await connections.addFlow(flow);
      expect(await connections.sweep(99)).toBe(0);
      expect(await connections.sweep(100)).toBe(2);
    },
  },
  {
    title: "a purge takes the credential along",
    async check(made) {
      const connections = await withCredential(made);
      await made.database.sources.update("s", { state: "deleting" }, 20);
      for (let isGone = false; !isGone;) isGone = await made.database.sources.purge("s", 100, 20);
      expect(await connections.credential("s")).toBeNull();
    },
  },
  {
    title: "memberships that a source keeps count for a day, to the millisecond, for everybody who has a cache; others need no renewal",
    async check(made) {
      const { database, other, clock } = made;
      for (const id of ["kept", "plain"]) {
        await addSource(made, id);
        await database.acls.setGroupMembers(id, "g", ["user:ada@example.org"]);
      }
      const start = clock.now();
      const ada = actorOf("ada");
      const groups = async () => (await other.forActor(ada).content.principals()).filter((each) => each.startsWith("group:"));
      const acl = await database.acls.shared(["group:kept/g"]);
      const readable = async () => (await other.forActor(ada).content.readableAcls()).ids.includes(acl);
      await database.sources.update("kept", { groupsSyncedAt: 0 }, start);
      expect([await groups(), await readable()], "not read yet").toEqual([["group:plain/g"], false]);
      await database.sources.update("kept", { groupsSyncedAt: start }, start);
      expect([await groups(), await readable()]).toEqual([["group:kept/g", "group:plain/g"], true]);
      clock.set(start + DAY_MS - 1);
      expect([await groups(), await readable()]).toEqual([["group:kept/g", "group:plain/g"], true]);
      clock.set(start + DAY_MS);
      expect([await groups(), await readable()]).toEqual([["group:plain/g"], false]);
    },
  },
  {
    title: "groups that are not kept are gone with what they granted; those of other sources stay",
    async check(made) {
      const { database, other } = made;
      for (const id of ["s", "t"]) {
        await addSource(made, id);
        for (const group of ["a", "b"]) await database.acls.setGroupMembers(id, group, ["user:ada@example.org"]);
      }
      const groups = async () => (await other.forActor(actorOf("ada")).content.principals()).filter((each) => each.startsWith("group:"));
      expect(await groups()).toHaveLength(4);
      expect(await database.acls.keepGroups("s", new Set(["b", "c"]))).toBe(1);
      expect(await groups()).toEqual(["group:s/b", "group:t/a", "group:t/b"]);
      expect(await database.acls.keepGroups("s", new Set(["b"]))).toBe(0);
    },
  },
];
