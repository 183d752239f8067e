import type { Erasure, PersonalDataRepository } from "@smartypants/core";
import type { Selectable } from "kysely";
import type { ErasureRow } from "../../schema.ts";
import { inTransaction, parseJson, type RepositoryBase } from "../../sql.ts";

type Store = Pick<PersonalDataRepository, "createErasure" | "erasure" | "erasureOf" | "noteErased" | "endErasure" | "sweepErasures">;

export function createErasureStore(base: RepositoryBase): Store {
  const { db } = base;
  return {
    createErasure: async ({ counts, ...erasure }) => {
      await db
        .insertInto("erasure")
        .values({ ...erasure, counts: JSON.stringify(counts) })
        .execute();
    },
    erasure: async (id) => toErasure(await db.selectFrom("erasure").selectAll().where("id", "=", id).executeTakeFirst()),
    erasureOf: async (userId) => toErasure(await db.selectFrom("erasure").selectAll().where("userId", "=", userId).executeTakeFirst()),
    noteErased: (id, counts) =>
      inTransaction(base, async ({ db: tx }) => {
        const row = await tx.selectFrom("erasure").select("counts").where("id", "=", id).executeTakeFirst();
        if (row === undefined) return;
        const sums = new Map(Object.entries(parseJson<Record<string, number>>(row.counts)));
        for (const [kind, count] of Object.entries(counts)) sums.set(kind, (sums.get(kind) ?? 0) + count);
        await tx
          .updateTable("erasure")
          .set({ counts: JSON.stringify(Object.fromEntries(sums)) })
          .where("id", "=", id)
          .execute();
      }),
    endErasure: async (id, now) => {
      await db.updateTable("erasure").set({ userId: null, finishedAt: now }).where("id", "=", id).execute();
    },
    sweepErasures: async (before) =>
      Number((await db.deleteFrom("erasure").where("finishedAt", "<", before).executeTakeFirst()).numDeletedRows),
  };
}

function toErasure(row: Selectable<ErasureRow> | undefined): Erasure | null {
  return row === undefined ? null : { ...row, counts: parseJson<Record<string, number>>(row.counts) };
}
