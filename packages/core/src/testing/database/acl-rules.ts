import { expect } from "vitest";
import { actorOf, addPerson, addSource } from "./checks.ts";
import type { DatabaseRule } from "./under-test.ts";

export const ACL_RULES: readonly DatabaseRule[] = [
  {
    title: "the same set of entries is the same row, in whatever order and however often each is named",
    async check({ database }) {
      const id = await database.acls.shared(["user:b@x.org", "everyone", "user:a@x.org"]);
      expect(await database.acls.shared(["user:a@x.org", "user:b@x.org", "everyone", "everyone"])).toBe(id);
      expect(await database.acls.entries(id)).toEqual(["everyone", "user:a@x.org", "user:b@x.org"]);
      expect(await database.acls.shared(["user:a@x.org", "everyone"])).not.toBe(id);
      // Joined without care these two would be one.
      const one = await database.acls.shared(["group:s/a,b"]);
      expect(await database.acls.shared(["group:s/a", "b"])).not.toBe(one);
    },
  },
  {
    title: "no entries mean nobody",
    async check({ database }) {
      const id = await database.acls.shared([]);
      expect(await database.acls.shared([])).toBe(id);
      expect(await database.acls.entries(id)).toEqual([]);
      const admin = actorOf("admin", { role: "admin" });
      expect((await database.forActor(admin).content.readableAcls()).ids).toEqual([]);
    },
  },
  {
    title: "sets of thousands of entries work",
    async check({ database }) {
      const allow = Array.from({ length: 3000 }, (_, at) => `user:person-${String(at).padStart(5, "0")}@a-rather-long-domain.example.org`);
      const id = await database.acls.shared(allow);
      expect(await database.acls.shared(allow.toReversed())).toBe(id);
      expect(await database.acls.entries(id)).toEqual(allow);
      await database.acls.setEntries(id, allow.slice(1));
      expect(await database.acls.entries(id)).toHaveLength(2999);
    },
  },
  {
    title: "two who ask for the same set at once get the same row",
    async check({ database, other }) {
      const asked = Array.from({ length: 8 }, (_, at) =>
        (at % 2 === 0 ? database : other).acls.shared(["everyone", `user:${at >> 2}@x.org`]),
      );
      const ids = await Promise.all(asked);
      expect(new Set(ids.slice(0, 4)).size).toBe(1);
      expect(new Set(ids.slice(4)).size).toBe(1);
    },
  },
  {
    title: "principals: own address and domain when verified, everyone, groups of ours and of sources through any nesting",
    async check(made) {
      const { database } = made;
      await addSource(made, "s");
      const ada = actorOf("ada");
      await addPerson(database, ada);
      await database.people.createGroup({ id: "staff", name: "Staff", description: "", now: 1 });
      await database.people.addMembers("staff", ["ada"], 1);
      await database.acls.setGroupMembers("s", "inner", ["user:ada@example.org"]);
      await database.acls.setGroupMembers("s", "outer", ["group:s/inner", "group:s/outer"]);
      await database.acls.setGroupMembers("s", "inner-again", ["group:s/outer"]);
      await database.acls.setGroupMembers("s", "domain", ["domain:example.org"]);
      await database.acls.setGroupMembers("s", "all", ["everyone"]);
      await database.acls.setGroupMembers("s", "local", ["group:local/staff"]);
      await database.acls.setGroupMembers("s", "others", ["user:grace@example.org", "group:s/none"]);
      const groups = ["all", "inner", "inner-again", "outer", "domain", "local"].map((name) => `group:s/${name}`);
      const own = ["user:ada@example.org", "domain:example.org"];
      const principals = await database.forActor(ada).content.principals();
      expect(principals.toSorted()).toEqual(["everyone", "group:local/staff", ...own, ...groups].toSorted());
      const unverified = await database.forActor({ ...ada, verifiedAt: null }).content.principals();
      expect(unverified.toSorted(), "unverified").toEqual(["everyone", "group:local/staff", "group:s/all", "group:s/local"].toSorted());
    },
  },
  {
    title: "groups that are members of each other come to an end",
    async check(made) {
      const { database } = made;
      await addSource(made, "s");
      for (let at = 0; at < 5; at++) await database.acls.setGroupMembers("s", `g${at}`, [`group:s/g${(at + 1) % 5}`]);
      await database.acls.setGroupMembers("s", "g2", ["group:s/g3", "user:ada@example.org"]);
      const groups = Array.from({ length: 5 }, (_, at) => `group:s/g${at}`);
      expect(await database.forActor(actorOf("ada")).content.principals()).toEqual(expect.arrayContaining(groups));
      expect(await database.forActor(actorOf("grace")).content.principals()).not.toEqual(expect.arrayContaining(["group:s/g0"]));
    },
  },
  {
    title: "a group's members are replaced whole, and large groups work",
    async check(made) {
      const { database } = made;
      await addSource(made, "s");
      const aclId = await database.acls.shared(["group:s/g"]);
      const isReader = async (name: string): Promise<boolean> =>
        (await database.forActor(actorOf(name)).content.readableAcls()).ids.includes(aclId);
      const many = Array.from({ length: 5000 }, (_, at) => `user:p${at}@example.org`);
      await database.acls.setGroupMembers("s", "g", [...many, ...many]);
      expect([await isReader("p0"), await isReader("p4999"), await isReader("p5000")]).toEqual([true, true, false]);
      await database.acls.setGroupMembers("s", "g", ["user:p5000@example.org"]);
      expect([await isReader("p0"), await isReader("p4999"), await isReader("p5000")]).toEqual([false, false, true]);
      await database.acls.setGroupMembers("s", "g", []);
      expect(await isReader("p5000")).toBe(false);
    },
  },
  {
    title: "equal sets of readable rows have one fingerprint, others another",
    async check({ database }) {
      const shared = await database.acls.shared(["user:ada@example.org", "user:grace@example.org"]);
      const fingerprint = async (name: string): Promise<string> =>
        (await database.forActor(actorOf(name)).content.readableAcls()).fingerprint;
      const both = await fingerprint("ada");
      expect(await fingerprint("grace")).toBe(both);
      expect(await fingerprint("zoe")).not.toBe(both);
      await database.acls.setEntries(shared, ["user:ada@example.org"]);
      expect(await fingerprint("grace")).toBe(await fingerprint("zoe"));
      expect(await fingerprint("ada")).toBe(both);
    },
  },
];
