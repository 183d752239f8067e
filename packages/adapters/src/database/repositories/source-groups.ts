import type { SourceGroupRepository } from "@smartypants/core";
import { sql } from "kysely";
import { anyOf, inTransaction, type RepositoryBase } from "../sql.ts";

/** The principal of a group of a source, from its columns. */
const PRINCIPAL = sql<string>`'group:' || source_id || '/' || group_id`;

export function createSourceGroupRepository(base: RepositoryBase): SourceGroupRepository {
  const { db, engine } = base;
  return {
    setTitle: (sourceId, groupId, title) => inTransaction(base, (tx) => setTitle(tx, sourceId, groupId, title)),
    titles: async (principals) => {
      const parts = principals.flatMap(groupParts);
      if (parts.length === 0) return new Map();
      const rows = await db
        .selectFrom("sourceGroup")
        .selectAll()
        .where(anyOf(engine, sql.ref("source_id"), [...new Set(parts.map(({ sourceId }) => sourceId))]))
        .where(anyOf(engine, sql.ref("group_id"), [...new Set(parts.map(({ groupId }) => groupId))]))
        .execute();
      // Two sources may have groups with one id.
      const asked = new Set(principals);
      const found = rows.map(({ sourceId, groupId, title }): [string, string] => [`group:${sourceId}/${groupId}`, title]);
      return new Map(found.filter(([principal]) => asked.has(principal)));
    },
    ofSource: async (sourceId) => {
      const counted = await db
        .selectFrom("sourceMembership")
        .select(["groupId", (select) => select.fn.countAll<number>().as("members")])
        .where("sourceId", "=", sourceId)
        .groupBy("groupId")
        .execute();
      const titled = await db.selectFrom("sourceGroup").select(["groupId", "title"]).where("sourceId", "=", sourceId).execute();
      const members = new Map(counted.map((row) => [row.groupId, row.members]));
      const titles = new Map(titled.map((row) => [row.groupId, row.title]));
      return [...new Set([...members.keys(), ...titles.keys()])]
        .toSorted()
        .map((groupId) => ({ groupId, title: titles.get(groupId) ?? null, members: members.get(groupId) ?? 0 }));
    },
    memberships: async (principals) => {
      if (principals.length === 0) return [];
      const rows = await db
        .selectFrom("sourceMembership")
        .select(["member", PRINCIPAL.as("group")])
        .where(anyOf(engine, sql.ref("member"), principals))
        .execute();
      const asked = new Set(principals);
      return rows.filter(({ group }) => asked.has(group));
    },
  };
}

async function setTitle({ db }: RepositoryBase, sourceId: string, groupId: string, title: string): Promise<void> {
  const known = await db
    .selectFrom("sourceGroup")
    .select("title")
    .where("sourceId", "=", sourceId)
    .where("groupId", "=", groupId)
    .executeTakeFirst();
  // Repeated with every sync of memberships: those that have not changed write nothing.
  if ((known?.title ?? "") === title) return;
  if (title === "") await db.deleteFrom("sourceGroup").where("sourceId", "=", sourceId).where("groupId", "=", groupId).execute();
  else {
    await db
      .insertInto("sourceGroup")
      .values({ sourceId, groupId, title })
      .onConflict((conflict) => conflict.columns(["sourceId", "groupId"]).doUpdateSet({ title }))
      .execute();
  }
}

/** An id may hold slashes; that of a source holds none. */
function groupParts(principal: string): readonly { readonly sourceId: string; readonly groupId: string }[] {
  const [, sourceId, groupId] = /^group:([^/]+)\/(.+)$/.exec(principal) ?? [];
  return sourceId === undefined || groupId === undefined ? [] : [{ sourceId, groupId }];
}
