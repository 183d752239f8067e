import type { ItemWrite, SyncItemRepository, SyncRun, SyncRunRepository } from "@smartypants/core";
import { type Insertable, type RawBuilder, type Selectable, sql } from "kysely";
import type { SyncItemRow, SyncRunRow } from "../schema.ts";
import { anyOf, inBatches, inTransaction, parseJsonOrNull, type RepositoryBase } from "../sql.ts";

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

function createRunReads({ db }: RepositoryBase): Pick<SyncRunRepository, "get" | "ofSource" | "open" | "allOpen"> {
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
    open: async (sourceId) => {
      const row = await db
        .selectFrom("syncRun")
        .selectAll()
        .where("sourceId", "=", sourceId)
        .where("state", "in", ["queued", "running"])
        .where("trigger", "not in", ["items", "retry"])
        .orderBy("id", "desc")
        .executeTakeFirst();
      return row === undefined ? null : toSyncRun(row);
    },
    allOpen: async () => (await db.selectFrom("syncRun").selectAll().where("state", "in", ["queued", "running"]).execute()).map(toSyncRun),
  };
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

const MAX_TRIES = 8;

export function createSyncItemRepository(base: RepositoryBase): SyncItemRepository {
  const { db, engine } = base;
  const named = (externalIds: readonly string[]) => anyOf(engine, sql.ref("external_id"), externalIds);
  return {
    save: (sourceId, items, runId, now) => inTransaction(base, (tx) => saveItems(tx, sourceId, items, runId, now)),
    markSeen: async (sourceId, externalIds, runId) => {
      const seen = db.updateTable("syncItem").set({ seenRunId: runId }).where("sourceId", "=", sourceId);
      await seen.where(named(externalIds)).execute();
    },
    remove: async (sourceId, externalIds) => {
      await db.deleteFrom("syncItem").where("sourceId", "=", sourceId).where(named(externalIds)).execute();
    },
    unseen: async (sourceId, runId, exceptContainers, limit) => {
      const query = unseen(base, sourceId, runId, exceptContainers).select("externalId").orderBy("externalId").limit(limit);
      return (await query.execute()).map((row) => row.externalId);
    },
    countUnseen: async (sourceId, runId, exceptContainers) => {
      const query = unseen(base, sourceId, runId, exceptContainers).select((select) => select.fn.countAll().as("count"));
      return Number((await query.executeTakeFirstOrThrow()).count);
    },
    count: async (sourceId) => {
      const items = db.selectFrom("syncItem").where("sourceId", "=", sourceId);
      return Number((await items.select((select) => select.fn.countAll().as("count")).executeTakeFirstOrThrow()).count);
    },
    queued: async (sourceId, before, after, limit) => {
      const rows = await db
        .selectFrom("syncItem")
        .select("externalId")
        .where("sourceId", "=", sourceId)
        .where("state", "=", "queued")
        .where("updatedAt", "<", before)
        .where("externalId", ">", after)
        .orderBy("externalId")
        .limit(limit)
        .execute();
      return rows.map((row) => row.externalId);
    },
    retryable: async (sourceId, limit) => {
      const rows = await db
        .selectFrom("syncItem")
        .select("externalId")
        .where("sourceId", "=", sourceId)
        .where("state", "=", "failed")
        .where("ignored", "=", 0)
        .where("attempts", "<", MAX_TRIES)
        .orderBy("attempts")
        .orderBy("externalId")
        .limit(limit)
        .execute();
      return rows.map((row) => row.externalId);
    },
  };
}

function unseen(base: RepositoryBase, sourceId: string, runId: string, exceptContainers: readonly string[]) {
  return base.db
    .selectFrom("syncItem")
    .where("sourceId", "=", sourceId)
    .where((where) => where.or([where("seenRunId", "is", null), where("seenRunId", "<>", runId)]))
    .$if(exceptContainers.length > 0, (query) =>
      query.where((where) => where.or([where("containerExternalId", "is", null), outside(base, sourceId, exceptContainers)])),
    );
}

/** In none of these containers, nor in one below them. */
function outside({ engine }: RepositoryBase, sourceId: string, externalIds: readonly string[]): RawBuilder<boolean> {
  const given = anyOf(engine, sql.ref("c.external_id"), externalIds);
  return sql<boolean>`not (${anyOf(engine, sql.ref("sync_item.container_external_id"), externalIds)}
    or sync_item.container_external_id in (
      with recursive tree(id, external_id) as (
        select c.id, c.external_id from container c where c.source_id = ${sourceId} and ${given}
        union select c.id, c.external_id from container c join tree on c.parent_id = tree.id)
      select external_id from tree))`;
}

type SaveItems = SyncItemRepository["save"];

function toRow(sourceId: string, item: ItemWrite, runId: string, now: number): Insertable<SyncItemRow> {
  return {
    sourceId,
    externalId: item.externalId,
    documentId: item.documentId,
    containerExternalId: item.containerExternalId ?? null,
    state: item.state,
    reasonCode: item.reasonCode ?? null,
    reason: item.reason ?? null,
    title: item.title ?? null,
    url: item.url ?? null,
    attempts: item.state === "failed" ? 1 : 0,
    seenRunId: runId,
    updatedAt: now,
  };
}

async function saveItems({ db }: RepositoryBase, ...[sourceId, items, runId, now]: Parameters<SaveItems>): Promise<void> {
  // The same item twice: the last one holds.
  const latest = [...new Map(items.map((item) => [item.externalId, item])).values()];
  const { placed = [], unplaced = [] } = Object.groupBy(latest, (item) => (item.containerExternalId === undefined ? "unplaced" : "placed"));
  for (const batch of [...inBatches(placed, 400), ...inBatches(unplaced, 400)]) {
    // An item that does not mention its container stays where it is.
    const place = batch[0]?.containerExternalId === undefined ? "sync_item.container_external_id" : "excluded.container_external_id";
    await db
      .insertInto("syncItem")
      .values(batch.map((item) => toRow(sourceId, item, runId, now)))
      .onConflict((conflict) =>
        conflict.columns(["sourceId", "externalId"]).doUpdateSet((set) => ({
          // A failed item that names no document keeps the one it has: its last good version stays searchable.
          documentId: sql`case when excluded.state = 'failed' then coalesce(excluded.document_id, sync_item.document_id)
            else excluded.document_id end`,
          containerExternalId: sql.ref(place),
          state: set.ref("excluded.state"),
          reasonCode: set.ref("excluded.reasonCode"),
          reason: set.ref("excluded.reason"),
          title: sql`coalesce(excluded.title, sync_item.title)`,
          url: sql`coalesce(excluded.url, sync_item.url)`,
          attempts: sql`case when excluded.state = 'failed' then sync_item.attempts + 1 else 0 end`,
          seenRunId: set.ref("excluded.seenRunId"),
          updatedAt: set.ref("excluded.updatedAt"),
        })),
      )
      .execute();
  }
}
