import type { Actor, LedgerFilter, LedgerPage, LedgerReason, Source, SyncItem } from "@smartypants/core";
import { type Kysely, type Selectable, sql } from "kysely";
import type { Schema, SyncItemRow } from "../schema.ts";
import { visibleTo } from "./content-scope.ts";
import type { ScopeOptions } from "./readable-acls.ts";

/** What an item counts as: its state, unless somebody ignores it. */
export const LEDGER_STATE = sql<string>`case when sync_item.ignored = 1 and sync_item.state <> 'indexed' then 'ignored' else sync_item.state end`;

/** Failed first: a page begins with what somebody has to see to. */
const RANK = sql<number>`case ${LEDGER_STATE} when 'failed' then 0 when 'skipped' then 1 when 'queued' then 2 when 'ignored' then 3 else 4 end`;

/** One page of a source's ledger, as the actor may see it. */
export async function readLedger(options: ScopeOptions, actor: Actor, source: Source, filter: LedgerFilter): Promise<LedgerPage> {
  const visible = await visibleTo(options, actor);
  // An item that never became a document has only what the connector said of it; an upload has its owner's file name.
  const ownName = source.connector === "upload" ? sql<boolean>`sync_item.container_external_id = ${actor.userId}` : sql<boolean>`1 = 1`;
  const mayReadTitle = sql<number>`case when coalesce(document.id, sync_item.document_id) is null then (${ownName}) else (document.id is not null and ${visible}) end`;
  let query = options.db
    .selectFrom("syncItem")
    .innerJoin("source", "source.id", "syncItem.sourceId")
    // By external id: the row of a failed item may not know its document, whose last good version is still there.
    .leftJoin("document", (join) =>
      join.onRef("document.sourceId", "=", "syncItem.sourceId").onRef("document.externalId", "=", "syncItem.externalId"),
    )
    .selectAll("syncItem")
    .select([RANK.as("rank"), mayReadTitle.as("mayReadTitle")])
    .where("syncItem.sourceId", "=", source.id);
  const { state, reasonCode, text, limit } = filter;
  if (state === "open") query = query.where(LEDGER_STATE, "in", ["failed", "skipped", "queued"]);
  else if (state !== undefined) query = query.where(LEDGER_STATE, "=", state);
  if (reasonCode !== undefined) query = query.where("syncItem.reasonCode", "=", reasonCode);
  if (text !== undefined) query = query.where(contains(text, mayReadTitle));
  const after = readCursor(filter.after);
  if (after !== null)
    query = query.where(
      sql<boolean>`(${RANK} > ${after.rank} or (${RANK} = ${after.rank} and sync_item.external_id > ${after.externalId}))`,
    );
  const rows = await query.orderBy(RANK).orderBy("syncItem.externalId").limit(limit).execute();
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return {
    // Postgres answers true, SQLite 1.
    items: rows.map((row) => toItem(row, Boolean(row.mayReadTitle))),
    next: last === undefined ? null : `${last.rank}:${last.externalId}`,
  };
}

/** A title that is not shown is not searched either: what is found would tell it. */
function contains(text: string, mayReadTitle: ReturnType<typeof sql<number>>) {
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return sql<boolean>`(lower(sync_item.external_id) like ${pattern} escape '\\'
    or (lower(coalesce(sync_item.title, '')) like ${pattern} escape '\\' and ${mayReadTitle}))`;
}

function readCursor(after: string | undefined): { readonly rank: number; readonly externalId: string } | null {
  const [, rank, externalId] = /^(\d):(.*)$/s.exec(after ?? "") ?? [];
  return rank === undefined || externalId === undefined ? null : { rank: Number(rank), externalId };
}

export async function countReasons(db: Kysely<Schema>, sourceId: string): Promise<readonly LedgerReason[]> {
  const rows = await db
    .selectFrom("syncItem")
    .select(["state", "reasonCode", (select) => select.fn.countAll().as("count")])
    .where("sourceId", "=", sourceId)
    .where("ignored", "=", 0)
    .where("state", "in", ["skipped", "failed"])
    .where("reasonCode", "is not", null)
    .groupBy(["state", "reasonCode"])
    .execute();
  const reasons = rows.map((row) => ({
    state: row.state as SyncItem["state"],
    reasonCode: row.reasonCode ?? "",
    count: Number(row.count),
  }));
  return reasons.toSorted((one, other) => other.count - one.count || one.reasonCode.localeCompare(other.reasonCode));
}

export function toItem(row: Selectable<SyncItemRow>, mayReadTitle: boolean): SyncItem {
  return {
    externalId: row.externalId,
    documentId: row.documentId,
    state: row.state as SyncItem["state"],
    reasonCode: row.reasonCode,
    reason: row.reason,
    title: mayReadTitle ? row.title : null,
    url: row.url,
    attempts: row.attempts,
    ignored: row.ignored === 1 && row.state !== "indexed",
    updatedAt: row.updatedAt,
  };
}
