import { type Actor, type ActorScope, hasRole, type Source, type SyncItem } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import type { Selectable } from "kysely";
import type { SyncItemRow } from "../schema.ts";
import { createAnswerScope } from "./answers.ts";
import { createContentScope } from "./content-scope.ts";
import type { ScopeOptions } from "./readable-acls.ts";
import { toSource } from "./sources.ts";
import { toSyncRun } from "./sync.ts";

/** The one choke point for reads on behalf of a person. */
export function createActorScope(options: ScopeOptions, actor: Actor): ActorScope {
  return {
    content: createContentScope(options, actor),
    sources: createSourceScope(options, actor),
    answers: createAnswerScope(options, actor.userId),
    uploads: {
      item: async (documentId) => {
        const row = await options.db
          .selectFrom("syncItem")
          .innerJoin("source", "source.id", "syncItem.sourceId")
          .selectAll("syncItem")
          .where("source.connector", "=", "upload")
          .where("syncItem.externalId", "=", documentId)
          .where("syncItem.containerExternalId", "=", actor.userId)
          .executeTakeFirst();
        return row === undefined ? null : toItem(row, true);
      },
    },
  };
}

function createSourceScope(options: ScopeOptions, actor: Actor): ActorScope["sources"] {
  const { db } = options;
  const mayManage = hasRole(actor, "editor");
  const manageable = async (id: string): Promise<Source> => {
    const row = mayManage ? await db.selectFrom("source").selectAll().where("id", "=", id).executeTakeFirst() : undefined;
    if (row === undefined) throw new SmartyError("not_found", "There is no such source.");
    return toSource(row);
  };
  return {
    manageable,
    list: async () => (mayManage ? (await db.selectFrom("source").selectAll().orderBy("name").orderBy("id").execute()).map(toSource) : []),
    items: async (sourceId, filter) => {
      const source = await manageable(sourceId);
      return ledger(options, actor, source, filter);
    },
    run: async (runId) => {
      const row = mayManage ? await db.selectFrom("syncRun").selectAll().where("id", "=", runId).executeTakeFirst() : undefined;
      if (row === undefined) throw new SmartyError("not_found", "There is no such sync run.");
      return toSyncRun(row);
    },
  };
}

type Ledger = ActorScope["sources"]["items"];

async function ledger(options: ScopeOptions, actor: Actor, source: Source, filter: Parameters<Ledger>[1]): Promise<readonly SyncItem[]> {
  let query = options.db
    .selectFrom("syncItem")
    // By external id: the row of a failed item may not know its document, whose last good version is still there.
    .leftJoin("document", (join) =>
      join.onRef("document.sourceId", "=", "syncItem.sourceId").onRef("document.externalId", "=", "syncItem.externalId"),
    )
    .selectAll("syncItem")
    .select("document.id as presentId")
    .where("syncItem.sourceId", "=", source.id);
  if (filter.state !== undefined) query = query.where("syncItem.state", "=", filter.state);
  if (filter.after !== undefined) query = query.where("syncItem.externalId", ">", filter.after);
  const rows = await query.orderBy("syncItem.externalId").limit(filter.limit).execute();
  const ids = rows.flatMap((row) => row.presentId ?? []);
  const readable = await createContentScope(options, actor).readable(ids);
  return rows.map((row) => {
    if ((row.presentId ?? row.documentId) !== null) return toItem(row, readable.has(row.presentId ?? ""));
    // An item that never became a document has only what the connector said of it; an upload has its owner's file name.
    return toItem(row, source.connector !== "upload" || row.containerExternalId === actor.userId);
  });
}

function toItem(row: Selectable<SyncItemRow>, mayReadTitle: boolean): SyncItem {
  return {
    externalId: row.externalId,
    documentId: row.documentId,
    state: row.state as SyncItem["state"],
    reasonCode: row.reasonCode,
    reason: row.reason,
    title: mayReadTitle ? row.title : null,
    url: row.url,
    attempts: row.attempts,
    updatedAt: row.updatedAt,
  };
}
