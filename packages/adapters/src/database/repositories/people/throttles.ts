import type { ThrottleStore } from "@smartypants/core";
import { sql } from "kysely";
import { atomically, type PeopleDb } from "./auth-tables.ts";

/** A row that `changeThrottle` has made only to hold its lock. */
const NEW = -1;

export function createThrottleStore(db: PeopleDb): ThrottleStore {
  return {
    changeThrottle: (key, change) =>
      atomically(db, async (tx) => {
        // Writing the row, even unchanged, keeps others away from it until this transaction ends.
        const { failures, windowStartedAt, lockedUntil } = await tx
          .insertInto("throttle")
          .values({ key, failures: NEW, windowStartedAt: 0, lockedUntil: 0 })
          .onConflict((conflict) => conflict.column("key").doUpdateSet({ failures: sql`throttle.failures` }))
          .returning(["failures", "windowStartedAt", "lockedUntil"])
          .executeTakeFirstOrThrow();
        const next = change(failures === NEW ? null : { failures, windowStartedAt, lockedUntil });
        await tx.updateTable("throttle").set(next).where("key", "=", key).execute();
        return next;
      }),
    throttle: async (key) => {
      const row = await db
        .selectFrom("throttle")
        .select(["failures", "windowStartedAt", "lockedUntil"])
        .where("key", "=", key)
        .executeTakeFirst();
      return row ?? null;
    },
    clearThrottle: async (key) => {
      await db.deleteFrom("throttle").where("key", "=", key).execute();
    },
    sweepThrottles: async (before) => {
      const rows = await db
        .deleteFrom("throttle")
        .where("windowStartedAt", "<", before)
        .where("lockedUntil", "<", before)
        .returning("key")
        .execute();
      return rows.length;
    },
  };
}
