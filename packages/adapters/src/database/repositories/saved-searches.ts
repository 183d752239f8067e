import type { SavedSearch, SavedSearchRepository } from "@smartypants/core";
import type { Selectable } from "kysely";
import type { SavedSearchRow } from "../schema.ts";
import { parseJson, type RepositoryBase } from "../sql.ts";

export function createSavedSearchRepository({ db }: RepositoryBase): SavedSearchRepository {
  return {
    create: async ({ filters, ...search }) => {
      await db
        .insertInto("savedSearch")
        .values({ ...search, filters: JSON.stringify(filters) })
        .execute();
    },
    ofUser: async (userId) => {
      const rows = await db.selectFrom("savedSearch").selectAll().where("userId", "=", userId).orderBy("createdAt").orderBy("id").execute();
      return rows.map(toSavedSearch);
    },
    update: async (id, userId, { filters, ...change }, now) => {
      const row = await db
        .updateTable("savedSearch")
        .set({ ...change, ...(filters !== undefined && { filters: JSON.stringify(filters) }), updatedAt: now })
        .where("id", "=", id)
        .where("userId", "=", userId)
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? null : toSavedSearch(row);
    },
    remove: async (id, userId) => {
      const row = await db.deleteFrom("savedSearch").where("id", "=", id).where("userId", "=", userId).returning("id").executeTakeFirst();
      return row !== undefined;
    },
  };
}

function toSavedSearch({ filters, sort, ...row }: Selectable<SavedSearchRow>): SavedSearch {
  return { ...row, filters: parseJson(filters), sort: sort as SavedSearch["sort"] };
}
