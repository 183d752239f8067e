import type { SyncItemRepository } from "@smartypants/core";
import { sql } from "kysely";
import { anyOf, inTransaction, type RepositoryBase } from "../sql.ts";

type ChildItems = Pick<SyncItemRepository, "children" | "countChildren" | "parents" | "moveChildren">;

/** The ledger's items that lie inside of other items. */
export function createChildItems(base: RepositoryBase): ChildItems {
  const { db, engine } = base;
  const inside = (sourceId: string, parents: readonly string[]) =>
    db
      .selectFrom("syncItem")
      .where("sourceId", "=", sourceId)
      .where(anyOf(engine, sql.ref("parent_external_id"), parents));
  return {
    children: async (sourceId, parents) => {
      if (parents.length === 0) return [];
      const rows = await inside(sourceId, parents).select(["externalId", "parentExternalId", "documentId"]).orderBy("externalId").execute();
      return rows.map((row) => ({ ...row, parentExternalId: row.parentExternalId ?? "" }));
    },
    countChildren: async (sourceId, parents) => {
      if (parents.length === 0) return 0;
      const found = inside(sourceId, parents).select((select) => select.fn.countAll().as("count"));
      return Number((await found.executeTakeFirstOrThrow()).count);
    },
    parents: async (sourceId, externalIds) => {
      const rows = await db
        .selectFrom("syncItem")
        .select(["externalId", "parentExternalId"])
        .where("sourceId", "=", sourceId)
        .where(anyOf(engine, sql.ref("external_id"), externalIds))
        .where("parentExternalId", "is not", null)
        .execute();
      return new Map(rows.map((row) => [row.externalId, row.parentExternalId ?? ""]));
    },
    moveChildren: (sourceId, moves, runId, now) =>
      inTransaction(base, async (tx) => {
        for (const { from, to, parentExternalId, containerExternalId, url } of moves) {
          await tx.db
            .updateTable("syncItem")
            .set({ externalId: to, parentExternalId, seenRunId: runId, updatedAt: now })
            .$if(containerExternalId !== undefined, (query) => query.set({ containerExternalId: containerExternalId ?? null }))
            .$if(url !== null, (query) => query.set({ url }))
            .where("sourceId", "=", sourceId)
            .where("externalId", "=", from)
            .execute();
        }
      }),
  };
}
