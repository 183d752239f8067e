import { SmartyError } from "@smartypants/sdk";
import type { RecordRepository, SettingRepository } from "@smartypants/core";
import { logContext } from "../../system/log-context.ts";
import { parseJson, type RepositoryBase } from "../sql.ts";

export function createSettingRepository({ db }: RepositoryBase): SettingRepository {
  return {
    get: async (key) => {
      const row = await db.selectFrom("setting").select("value").where("key", "=", key).executeTakeFirst();
      return row === undefined ? undefined : parseJson(row.value);
    },
    set: async (key, value, userId, now) => {
      const row = { value: JSON.stringify(value), updatedAt: now, updatedBy: userId };
      await db
        .insertInto("setting")
        .values({ key, ...row })
        .onConflict((conflict) => conflict.column("key").doUpdateSet(row))
        .execute();
    },
    all: async () => {
      const rows = await db.selectFrom("setting").select(["key", "value"]).orderBy("key").execute();
      return rows.map((row) => ({ key: row.key, value: parseJson(row.value) }));
    },
  };
}

const UNDER_WAY = "A request with this Idempotency-Key is still under way. Wait for it, then ask again.";
/** In the place of a status: the process has died before there was one. */
const LOST = 0;
const OTHER_REQUEST = "This Idempotency-Key was used for a different request. Use a new key.";

export function createRecordRepository({ db }: RepositoryBase): RecordRepository {
  return {
    audit: async ({ detail, ...event }) => {
      // Use cases do not know the request they serve; the log does.
      const requestId = event.requestId ?? logContext()["requestId"] ?? null;
      await db
        .insertInto("auditEvent")
        .values({ ...event, requestId, detail: JSON.stringify(detail) })
        .execute();
    },
    auditEvents: async (before, limit, filter = {}) => {
      let query = db.selectFrom("auditEvent").selectAll();
      if (before !== null) query = query.where("id", "<", before);
      for (const column of ["actorId", "action", "objectType", "objectId"] as const) {
        const wanted = filter[column];
        if (wanted !== undefined) query = query.where(column, "=", wanted);
      }
      const rows = await query.orderBy("id", "desc").limit(limit).execute();
      return rows.map(({ detail, ...row }) => ({ ...row, detail: parseJson<Record<string, unknown>>(detail) }));
    },
    ...createIdempotency(db),
  };
}

type Idempotency = "reserveIdempotency" | "loseIdempotency" | "resumeIdempotency" | "completeIdempotency" | "sweepIdempotency";

function createIdempotency(db: RepositoryBase["db"]): Pick<RecordRepository, Idempotency> {
  return {
    reserveIdempotency: async (userId, key, requestHash, now) => {
      const made = await db
        .insertInto("idempotency")
        .values({ userId, key, requestHash, status: null, body: null, createdAt: now })
        .onConflict((conflict) => conflict.doNothing())
        .returning("key")
        .executeTakeFirst();
      if (made !== undefined) return null;
      const known = await db.selectFrom("idempotency").selectAll().where("userId", "=", userId).where("key", "=", key).executeTakeFirst();
      if (known?.requestHash !== requestHash) throw new SmartyError("conflict", OTHER_REQUEST);
      if (known.status === LOST) return "lost";
      if (known.status === null || known.body === null) throw underWay();
      return { status: known.status, body: known.body };
    },
    loseIdempotency: async () => {
      await db.updateTable("idempotency").set({ status: LOST }).where("status", "is", null).execute();
    },
    resumeIdempotency: async (userId, key) => {
      const resumed = await db
        .updateTable("idempotency")
        .set({ status: null })
        .where("userId", "=", userId)
        .where("key", "=", key)
        .where("status", "=", LOST)
        .returning("key")
        .executeTakeFirst();
      if (resumed === undefined) throw underWay();
    },
    completeIdempotency: async (userId, key, answer) => {
      if (answer === null) await db.deleteFrom("idempotency").where("userId", "=", userId).where("key", "=", key).execute();
      else await db.updateTable("idempotency").set(answer).where("userId", "=", userId).where("key", "=", key).execute();
    },
    sweepIdempotency: async (before) =>
      Number((await db.deleteFrom("idempotency").where("createdAt", "<", before).executeTakeFirst()).numDeletedRows),
  };
}

function underWay(): SmartyError {
  return new SmartyError("conflict", UNDER_WAY, { retryAfterMs: 1000 });
}
