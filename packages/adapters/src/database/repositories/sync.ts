import type { SyncRun, SyncRunRepository } from "@smartypants/core";
import { type Selectable, sql } from "kysely";
import type { SyncRunRow } from "../schema.ts";
import { parseJsonOrNull, type RepositoryBase } from "../sql.ts";

export function createSyncRunRepository(base: RepositoryBase): SyncRunRepository {
  return { ...createRunReads(base), ...createRunStates(base), ...createRunProgress(base) };
}

function createRunStates({ db }: RepositoryBase): Pick<SyncRunRepository, "create" | "start" | "wait" | "setJob" | "finish"> {
  return {
    create: async ({ id, sourceId, trigger, requestedBy, now }) => {
      await db.insertInto("syncRun").values({ id, sourceId, trigger, requestedBy, state: "queued", createdAt: now }).execute();
    },
    start: async (id, jobId, now) => {
      await db
        .updateTable("syncRun")
        .set({ state: "running", jobId, startedAt: sql`coalesce(started_at, ${now})`, errorCode: null, errorMessage: null })
        .where("id", "=", id)
        .execute();
    },
    wait: async (id, { code, message }) => {
      await db
        .updateTable("syncRun")
        .set({ state: "queued", errorCode: code, errorMessage: message })
        .where("id", "=", id)
        .where("state", "=", "running")
        .execute();
    },
    setJob: async (id, jobId) => {
      await db.updateTable("syncRun").set({ jobId }).where("id", "=", id).execute();
    },
    finish: async (id, state, now, error) => {
      await db
        .updateTable("syncRun")
        .set({ state, finishedAt: now, errorCode: error?.code ?? null, errorMessage: error?.message ?? null })
        .where("id", "=", id)
        .execute();
    },
  };
}

function createRunProgress({ db }: RepositoryBase): Pick<SyncRunRepository, "addCounts" | "resetCounts" | "setProgress"> {
  return {
    addCounts: async (id, counts) => {
      await db
        .updateTable("syncRun")
        .set(Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, sql`${sql.ref(name)} + ${count}`])))
        .where("id", "=", id)
        .execute();
    },
    resetCounts: async (id) => {
      const none = { seen: 0, indexed: 0, unchanged: 0, moved: 0, skipped: 0, failed: 0, deleted: 0 };
      await db.updateTable("syncRun").set(none).where("id", "=", id).execute();
    },
    setProgress: async (id, progress) => {
      await db
        .updateTable("syncRun")
        .set({ progress: JSON.stringify(progress) })
        .where("id", "=", id)
        .execute();
    },
  };
}

function createRunReads({ db }: RepositoryBase): Pick<SyncRunRepository, "get" | "ofSource" | "latest" | "open" | "allOpen"> {
  return {
    get: async (id) => {
      const row = await db.selectFrom("syncRun").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toSyncRun(row);
    },
    ofSource: async (sourceId, before, limit) => {
      let query = db.selectFrom("syncRun").selectAll().where("sourceId", "=", sourceId);
      if (before !== null) query = query.where("id", "<", before);
      return (await query.orderBy("id", "desc").limit(limit).execute()).map(toSyncRun);
    },
    latest: async (sourceId) => {
      const row = await passes(db, sourceId).executeTakeFirst();
      return row === undefined ? null : toSyncRun(row);
    },
    open: async (sourceId, kind = "pass") => {
      const runs = kind === "pass" ? passes(db, sourceId) : inventories(db, sourceId);
      const row = await runs.where("state", "in", ["queued", "running"]).executeTakeFirst();
      return row === undefined ? null : toSyncRun(row);
    },
    allOpen: async () => (await db.selectFrom("syncRun").selectAll().where("state", "in", ["queued", "running"]).execute()).map(toSyncRun),
  };
}

/** Runs over the whole source, newest first. */
function passes(db: RepositoryBase["db"], sourceId: string) {
  return db
    .selectFrom("syncRun")
    .selectAll()
    .where("sourceId", "=", sourceId)
    .where("trigger", "not in", ["items", "retry", "inventory"])
    .orderBy("id", "desc")
    .limit(1);
}

function inventories(db: RepositoryBase["db"], sourceId: string) {
  return db
    .selectFrom("syncRun")
    .selectAll()
    .where("sourceId", "=", sourceId)
    .where("trigger", "=", "inventory")
    .orderBy("id", "desc")
    .limit(1);
}

export function toSyncRun(row: Selectable<SyncRunRow>): SyncRun {
  const { seen, indexed, unchanged, moved, skipped, failed, deleted } = row;
  return {
    id: row.id,
    sourceId: row.sourceId,
    state: row.state as SyncRun["state"],
    trigger: row.trigger as SyncRun["trigger"],
    requestedBy: row.requestedBy,
    jobId: row.jobId,
    counts: { seen, indexed, unchanged, moved, skipped, failed, deleted },
    progress: parseJsonOrNull(row.progress),
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
    error: row.errorCode === null ? null : { code: row.errorCode, message: row.errorMessage ?? "" },
  };
}
