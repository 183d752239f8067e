import type { Invite, InviteStore } from "@smartypants/core";
import type { Selectable } from "kysely";
import type { InviteRow } from "../../schema.ts";
import { parseJson } from "../../sql.ts";
import { atomically, type PeopleDb } from "./auth-tables.ts";
import { toRole } from "./to-person.ts";

export function createInviteStore(db: PeopleDb): InviteStore {
  return {
    createInvite: ({ groupIds, ...invite }) =>
      atomically(db, async (tx) => {
        await tx.deleteFrom("invite").where("email", "=", invite.email).where("acceptedAt", "is", null).execute();
        await tx
          .insertInto("invite")
          .values({ ...invite, groupIds: JSON.stringify(groupIds), acceptedAt: null })
          .execute();
      }),
    invites: async ({ after, limit }) => {
      let query = db.selectFrom("invite").selectAll().where("acceptedAt", "is", null);
      if (after !== undefined) query = query.where("id", ">", after);
      return (await query.orderBy("id").limit(limit).execute()).map(toInvite);
    },
    inviteByToken: async (tokenHash, now) => {
      const row = await db
        .selectFrom("invite")
        .selectAll()
        .where("tokenHash", "=", tokenHash)
        .where("acceptedAt", "is", null)
        .where("expiresAt", ">", now)
        .executeTakeFirst();
      return row === undefined ? null : toInvite(row);
    },
    acceptInvite: async (id, now) => {
      const row = await db
        .updateTable("invite")
        .set({ acceptedAt: now })
        .where("id", "=", id)
        .where("acceptedAt", "is", null)
        .where("expiresAt", ">", now)
        .returning("id")
        .executeTakeFirst();
      return row !== undefined;
    },
    removeInvite: async (id) => {
      const row = await db.deleteFrom("invite").where("id", "=", id).where("acceptedAt", "is", null).returning("id").executeTakeFirst();
      return row !== undefined;
    },
  };
}

function toInvite(row: Selectable<InviteRow>): Invite {
  const { id, email, createdBy, createdAt, expiresAt } = row;
  return { id, email, role: toRole(row.role), groupIds: parseJson<readonly string[]>(row.groupIds), createdBy, createdAt, expiresAt };
}
