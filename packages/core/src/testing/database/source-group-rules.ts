import { expect } from "vitest";
import { actorOf, addSource } from "./checks.ts";
import type { DatabaseRule } from "./under-test.ts";

const ADA = "user:ada@example.org";

export const SOURCE_GROUP_RULES: readonly DatabaseRule[] = [
  {
    title: "a title is kept by source and group, takes the place of the one before, and an empty one forgets it",
    async check(made) {
      const { database, other } = made;
      for (const id of ["s", "t"]) await addSource(made, id);
      const groups = database.sourceGroups;
      await groups.setTitle("s", "channel/T/C1", "#general");
      await groups.setTitle("t", "channel/T/C1", "#elsewhere");
      await groups.setTitle("s", "finance@example.org", "Finance; “née” Ledger 💶");
      const asked = ["group:s/channel/T/C1", "group:s/finance@example.org", "group:s/none", "group:local/staff", ADA, "everyone"];
      const titles = async () => Object.fromEntries(await other.sourceGroups.titles(asked));
      expect(await titles()).toEqual({ "group:s/channel/T/C1": "#general", "group:s/finance@example.org": "Finance; “née” Ledger 💶" });
      await groups.setTitle("s", "channel/T/C1", "#all");
      await groups.setTitle("s", "finance@example.org", "");
      await groups.setTitle("s", "none", "");
      expect(await titles()).toEqual({ "group:s/channel/T/C1": "#all" });
      expect(Object.fromEntries(await groups.titles(["group:t/channel/T/C1"]))).toEqual({ "group:t/channel/T/C1": "#elsewhere" });
      expect((await groups.titles([])).size).toBe(0);
    },
  },
  {
    title: "titles change nobody's permissions, so what is cached of those stays good",
    async check(made) {
      const { database } = made;
      await addSource(made, "s");
      const epoch = () => database.forActor(actorOf("ada")).content.readableAcls();
      const before = await epoch();
      await database.sourceGroups.setTitle("s", "g", "Group");
      // The very answer that was kept: a raised epoch would have worked it out anew.
      expect(await epoch()).toBe(before);
    },
  },
  {
    title: "a source's groups are those with members and those with a title, each with how many are directly in it",
    async check(made) {
      const { database } = made;
      for (const id of ["s", "t"]) await addSource(made, id);
      await database.acls.setGroupMembers("s", "b", [ADA, "user:ben@example.org", "group:s/a"]);
      await database.acls.setGroupMembers("s", "a", [ADA]);
      await database.acls.setGroupMembers("t", "z", [ADA]);
      await database.sourceGroups.setTitle("s", "b", "Bee");
      await database.sourceGroups.setTitle("s", "empty", "Nobody yet");
      expect(await database.sourceGroups.ofSource("s")).toEqual([
        { groupId: "a", title: null, members: 1 },
        { groupId: "b", title: "Bee", members: 3 },
        { groupId: "empty", title: "Nobody yet", members: 0 },
      ]);
    },
  },
  {
    title: "memberships among some principals are those whose two ends are both named",
    async check(made) {
      const { database } = made;
      for (const id of ["s", "t"]) await addSource(made, id);
      await database.acls.setGroupMembers("s", "inner/one", [ADA, "user:ben@example.org"]);
      await database.acls.setGroupMembers("s", "outer", ["group:s/inner/one"]);
      await database.acls.setGroupMembers("t", "outer", [ADA, "group:s/inner/one"]);
      const found = await database.sourceGroups.memberships([ADA, "group:s/inner/one", "group:s/outer"]);
      expect(found.toSorted((one, other) => (one.member < other.member ? -1 : 1))).toEqual([
        { member: "group:s/inner/one", group: "group:s/outer" },
        { member: ADA, group: "group:s/inner/one" },
      ]);
      expect(await database.sourceGroups.memberships([])).toEqual([]);
    },
  },
  {
    title: "titles go with their groups, also with those that nobody was in, and with their source",
    async check(made) {
      const { database } = made;
      for (const id of ["s", "t"]) await addSource(made, id);
      await database.acls.setGroupMembers("s", "gone", [ADA]);
      for (const id of ["kept", "gone", "empty"]) await database.sourceGroups.setTitle("s", id, id);
      await database.sourceGroups.setTitle("t", "gone", "of another source");
      expect(await database.acls.keepGroups("s", new Set(["kept"]))).toBe(2);
      expect(await database.sourceGroups.ofSource("s")).toEqual([{ groupId: "kept", title: "kept", members: 0 }]);
      await database.sources.purge("s", 10, 1);
      expect(await database.sourceGroups.ofSource("s")).toEqual([]);
      expect(await database.sourceGroups.ofSource("t")).toHaveLength(1);
    },
  },
];
