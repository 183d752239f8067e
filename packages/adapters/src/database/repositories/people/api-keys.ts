import type { ApiKey, ApiKeyStore, Scope } from "@smartypants/core";
import type { Selectable } from "kysely";
import type { ApiKeyRow } from "../../schema.ts";
import { parseJson } from "../../sql.ts";
import type { PeopleDb } from "./auth-tables.ts";
import { toPerson } from "./to-person.ts";

export function createApiKeyStore(db: PeopleDb): ApiKeyStore {
  return {
    createKey: async ({ scopes, ...key }) => {
      await db
        .insertInto("apiKey")
        .values({ ...key, scopes: JSON.stringify(scopes), lastUsedAt: null, revokedAt: null })
        .execute();
    },
    countKeys: async (userId) => {
      const row = await db
        .selectFrom("apiKey")
        .select((keys) => keys.fn.countAll().as("count"))
        .where("userId", "=", userId)
        .where("revokedAt", "is", null)
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
    keys: async ({ userId, after, limit }) => {
      let query = db
        .selectFrom("apiKey")
        .innerJoin("userProfile", "userProfile.id", "apiKey.userId")
        .selectAll("apiKey")
        .select("userProfile.email as ownerEmail")
        .where("revokedAt", "is", null);
      if (userId !== undefined) query = query.where("userId", "=", userId);
      if (after !== undefined) query = query.where("apiKey.id", ">", after);
      const rows = await query.orderBy("apiKey.id").limit(limit).execute();
      return rows.map((row) => ({ ...toKey(row), ownerEmail: row.ownerEmail }));
    },
    keyByHash: async (hash) => {
      const key = await db.selectFrom("apiKey").selectAll().where("hash", "=", hash).where("revokedAt", "is", null).executeTakeFirst();
      if (key === undefined) return null;
      const owner = await db.selectFrom("userProfile").selectAll().where("id", "=", key.userId).executeTakeFirst();
      return owner === undefined ? null : { key: toKey(key), owner: toPerson(owner) };
    },
    revokeKey: async (id, userId, now) => {
      let query = db.updateTable("apiKey").set({ revokedAt: now }).where("id", "=", id).where("revokedAt", "is", null);
      if (userId !== null) query = query.where("userId", "=", userId);
      return (await query.returning("id").executeTakeFirst()) !== undefined;
    },
    touchKey: async (id, now, unlessAfter) => {
      await db
        .updateTable("apiKey")
        .set({ lastUsedAt: now })
        .where("id", "=", id)
        .where((key) => key.or([key("lastUsedAt", "is", null), key("lastUsedAt", "<=", unlessAfter)]))
        .execute();
    },
  };
}

function toKey(row: Selectable<ApiKeyRow>): ApiKey {
  return {
    id: row.id,
    userId: row.userId,
    name: row.name,
    prefix: row.prefix,
    scopes: parseJson<readonly Scope[]>(row.scopes),
    expiresAt: row.expiresAt,
    lastUsedAt: row.lastUsedAt,
    createdAt: row.createdAt,
  };
}
