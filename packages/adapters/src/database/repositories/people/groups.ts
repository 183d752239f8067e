import type { Group, GroupStore } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { sql } from "kysely";
import { bumpEpoch } from "../../sql.ts";
import { atomically, type PeopleDb } from "./auth-tables.ts";
import { hasWordBeginning } from "./begins-with.ts";
import { toPerson } from "./to-person.ts";

export function createGroupStore(db: PeopleDb): GroupStore {
  return {
    createGroup: ({ id, name, description, now }) =>
      atomically(db, async (tx) => {
        await refuseTakenName(tx, name, id);
        await tx.insertInto("group").values({ id, name, description, createdAt: now }).execute();
      }),
    updateGroup: (id, change) =>
      atomically(db, async (tx) => {
        if (change.name !== undefined) await refuseTakenName(tx, change.name, id);
        const before = await tx.selectFrom("group").selectAll().where("id", "=", id).executeTakeFirst();
        if (before === undefined) return false;
        const { name = before.name, description = before.description } = change;
        await tx.updateTable("group").set({ name, description }).where("id", "=", id).execute();
        return true;
      }),
    removeGroup: (id) =>
      atomically(db, async (tx) => {
        await bumpEpoch(tx, "acl");
        return (await tx.deleteFrom("group").where("id", "=", id).returning("id").executeTakeFirst()) !== undefined;
      }),
    group: async (id) => {
      const row = await selectGroups(db).where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : { ...row, members: Number(row.members) };
    },
    groups: async ({ after, limit }): Promise<readonly Group[]> => {
      let query = selectGroups(db);
      if (after !== undefined) query = query.where("id", ">", after);
      const rows = await query.orderBy("id").limit(limit).execute();
      return rows.map((row) => ({ ...row, members: Number(row.members) }));
    },
    findGroups: async (text, limit) => {
      const found = selectGroups(db)
        .where(hasWordBeginning(sql.ref("name"), text))
        .orderBy("name")
        .orderBy("id")
        .limit(limit);
      return (await found.execute()).map((row) => ({ ...row, members: Number(row.members) }));
    },
    knownGroups: async (ids) => {
      if (ids.length === 0) return [];
      const rows = await db
        .selectFrom("group")
        .select("id")
        .where("id", "in", [...ids])
        .execute();
      return rows.map((row) => row.id);
    },
    ...createMemberStore(db),
  };
}

function createMemberStore(db: PeopleDb): Pick<GroupStore, "members" | "addMembers" | "removeMember" | "groupsOf"> {
  return {
    members: async (groupId, { after, limit }) => {
      let query = db
        .selectFrom("groupMember")
        .innerJoin("userProfile", "userProfile.id", "groupMember.userId")
        .selectAll("userProfile")
        .where("groupId", "=", groupId);
      if (after !== undefined) query = query.where("userId", ">", after);
      return (await query.orderBy("userId").limit(limit).execute()).map(toPerson);
    },
    addMembers: (groupId, userIds, now) =>
      atomically(db, async (tx) => {
        await bumpEpoch(tx, "acl");
        let added = 0;
        for (const userId of userIds) {
          const row = await tx
            .insertInto("groupMember")
            .columns(["groupId", "userId", "addedAt"])
            .expression((select) =>
              select
                .selectFrom("userProfile")
                .select((column) => [column.val(groupId).as("groupId"), "id", column.val(now).as("addedAt")])
                .where("id", "=", userId),
            )
            .onConflict((conflict) => conflict.doNothing())
            .returning("userId")
            .executeTakeFirst();
          if (row !== undefined) added += 1;
        }
        return added;
      }),
    removeMember: (groupId, userId) =>
      atomically(db, async (tx) => {
        await bumpEpoch(tx, "acl");
        const removed = await tx
          .deleteFrom("groupMember")
          .where("groupId", "=", groupId)
          .where("userId", "=", userId)
          .returning("userId")
          .executeTakeFirst();
        return removed !== undefined;
      }),
    groupsOf: (userId) =>
      db
        .selectFrom("groupMember")
        .innerJoin("group", "group.id", "groupMember.groupId")
        .select(["group.id", "group.name"])
        .where("userId", "=", userId)
        .orderBy("group.name")
        .execute(),
  };
}

function selectGroups(db: PeopleDb) {
  return db
    .selectFrom("group")
    .select(["id", "name", "description", "createdAt"])
    .select((group) =>
      group
        .selectFrom("groupMember")
        .select((members) => members.fn.countAll().as("members"))
        .whereRef("groupMember.groupId", "=", "group.id")
        .as("members"),
    );
}

async function refuseTakenName(tx: PeopleDb, name: string, id: string): Promise<void> {
  const taken = await tx.selectFrom("group").select("id").where("name", "=", name).where("id", "!=", id).executeTakeFirst();
  if (taken !== undefined) throw new SmartyError("conflict", `There is already a group called "${name}".`);
}
