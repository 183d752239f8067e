import { type Actor, type ActorScope, hasRole, type Source } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { createAnswerScope } from "./answer-scope.ts";
import { createAssistantScope } from "./assistants.ts";
import { createContentScope } from "./content-scope.ts";
import { countReasons, readLedger, toItem } from "./ledger.ts";
import type { ScopeOptions } from "./readable-acls.ts";
import { toSource } from "./sources.ts";
import { toSyncRun } from "./sync.ts";

/** The one choke point for reads on behalf of a person. */
export function createActorScope(options: ScopeOptions, actor: Actor): ActorScope {
  return {
    content: createContentScope(options, actor),
    sources: createSourceScope(options, actor),
    answers: createAnswerScope(options, actor.userId),
    assistants: createAssistantScope(options, actor),
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
      open: async (limit) => {
        const rows = await options.db
          .selectFrom("syncItem")
          .innerJoin("source", "source.id", "syncItem.sourceId")
          .selectAll("syncItem")
          .where("source.connector", "=", "upload")
          .where("source.state", "<>", "deleting")
          .where("syncItem.containerExternalId", "=", actor.userId)
          .where("syncItem.state", "<>", "indexed")
          .where("syncItem.ignored", "=", 0)
          .where((where) =>
            where.not(
              where.exists(
                where
                  .selectFrom("attachment")
                  .select("documentId")
                  .where((attachment) =>
                    attachment("attachment.documentId", "in", [
                      attachment.ref("syncItem.externalId"),
                      attachment.ref("syncItem.parentExternalId"),
                    ]),
                  ),
              ),
            ),
          )
          .orderBy("syncItem.updatedAt", "desc")
          .orderBy("syncItem.externalId")
          .limit(limit)
          .execute();
        return rows.map((row) => toItem(row, true));
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
      return readLedger(options, actor, source, filter);
    },
    reasons: async (sourceId) => countReasons(db, (await manageable(sourceId)).id),
    run: async (runId) => {
      const row = mayManage ? await db.selectFrom("syncRun").selectAll().where("id", "=", runId).executeTakeFirst() : undefined;
      if (row === undefined) throw new SmartyError("not_found", "There is no such sync run.");
      return toSyncRun(row);
    },
  };
}
