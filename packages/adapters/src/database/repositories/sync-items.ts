import type { ItemState, ItemWrite, SyncItemRepository } from "@smartypants/core";
import { type Insertable, type RawBuilder, sql } from "kysely";
import type { SyncItemRow } from "../schema.ts";
import { anyOf, inBatches, inTransaction, type RepositoryBase } from "../sql.ts";
import { createChildItems } from "./child-items.ts";

const MAX_TRIES = 8;
const FIRST_PAUSE_MS = 900_000;
/** JavaScript has no later date. */
const NEVER = 8.64e15;

export function createSyncItemRepository(base: RepositoryBase): SyncItemRepository {
  const { db, engine } = base;
  const named = (externalIds: readonly string[]) => anyOf(engine, sql.ref("external_id"), externalIds);
  return {
    ...createChildItems(base),
    ...createRetries(base),
    save: (sourceId, items, runId, now) => inTransaction(base, (tx) => saveItems(tx, sourceId, items, runId, now)),
    markSeen: async (sourceId, externalIds, runId) => {
      const seen = db.updateTable("syncItem").set({ seenRunId: runId }).where("sourceId", "=", sourceId);
      await seen.where(named(externalIds)).execute();
    },
    remove: async (sourceId, externalIds) => {
      await db.deleteFrom("syncItem").where("sourceId", "=", sourceId).where(named(externalIds)).execute();
    },
    setIgnored: (sourceId, externalIds, isIgnored) => setIgnored(base, sourceId, externalIds, isIgnored),
    unseen: async (sourceId, runId, exceptContainers, limit) => {
      const query = unseen(base, sourceId, runId, exceptContainers).select("externalId").orderBy("externalId").limit(limit);
      return (await query.execute()).map((row) => row.externalId);
    },
    countUnseen: async (sourceId, runId, exceptContainers) => {
      const query = unseen(base, sourceId, runId, exceptContainers).select((select) => select.fn.countAll().as("count"));
      return Number((await query.executeTakeFirstOrThrow()).count);
    },
    count: async (sourceId) => {
      const items = db.selectFrom("syncItem").where("sourceId", "=", sourceId).where("parentExternalId", "is", null);
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
    states: async (sourceId, externalIds) => {
      const items = db.selectFrom("syncItem").select(["externalId", "state"]).where("sourceId", "=", sourceId);
      const rows = await items.where(named(externalIds)).execute();
      return new Map(rows.map((row) => [row.externalId, row.state as ItemState]));
    },
  };
}

function createRetries({ db }: RepositoryBase): Pick<SyncItemRepository, "retryable"> {
  return {
    retryable: async (sourceId, limit, dueAt) => {
      let query = db
        .selectFrom("syncItem")
        .select("externalId")
        .where("sourceId", "=", sourceId)
        .where("state", "=", "failed")
        .where("ignored", "=", 0)
        .where("attempts", "<", MAX_TRIES)
        .orderBy("attempts")
        .orderBy("externalId")
        .limit(limit);
      if (dueAt !== undefined) query = query.where((where) => where.or([where("retryAt", "is", null), where("retryAt", "<=", dueAt)]));
      const rows = await query.execute();
      return rows.map((row) => row.externalId);
    },
  };
}

async function setIgnored(
  { db, engine }: RepositoryBase,
  sourceId: string,
  externalIds: readonly string[],
  isIgnored: boolean,
): Promise<number> {
  const items = db
    .updateTable("syncItem")
    .set({ ignored: isIgnored ? 1 : 0 })
    .where("sourceId", "=", sourceId);
  const named = items.where("state", "<>", "indexed").where(anyOf(engine, sql.ref("external_id"), externalIds));
  return Number((await named.executeTakeFirstOrThrow()).numUpdatedRows);
}

function unseen(base: RepositoryBase, sourceId: string, runId: string, exceptContainers: readonly string[]) {
  return base.db
    .selectFrom("syncItem")
    .where("sourceId", "=", sourceId)
    .where((where) => where.or([where("seenRunId", "is", null), where("seenRunId", "<>", runId)]))
    .where(sql<boolean>`(sync_item.parent_external_id is null or not exists (
      select 1 from sync_item p where p.source_id = sync_item.source_id and p.external_id = sync_item.parent_external_id))`)
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
    parentExternalId: item.parentExternalId ?? null,
    state: item.state,
    reasonCode: item.reasonCode ?? null,
    reason: item.reason ?? null,
    title: item.title ?? null,
    url: item.url ?? null,
    attempts: item.state === "failed" ? 1 : 0,
    retryAt: item.state === "failed" ? (item.isFinal === true ? NEVER : now + FIRST_PAUSE_MS) : null,
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
          parentExternalId: set.ref("excluded.parentExternalId"),
          state: set.ref("excluded.state"),
          reasonCode: set.ref("excluded.reasonCode"),
          reason: set.ref("excluded.reason"),
          title: sql`coalesce(excluded.title, sync_item.title)`,
          url: sql`coalesce(excluded.url, sync_item.url)`,
          // Twice as long each time, up to two days; never for a failure that is final.
          retryAt: sql`case when excluded.state <> 'failed' then null when excluded.retry_at = cast(${NEVER} as bigint) then excluded.retry_at
            else cast(${now} as bigint) + cast(${FIRST_PAUSE_MS} as bigint) * (1 << cast(case when sync_item.attempts < 7 then sync_item.attempts else 7 end as integer)) end`,
          attempts: sql`case when excluded.state = 'failed' then sync_item.attempts + 1 else 0 end`,
          seenRunId: set.ref("excluded.seenRunId"),
          updatedAt: set.ref("excluded.updatedAt"),
        })),
      )
      .execute();
  }
}
