import type { ConversationRepository } from "@smartypants/core";
import { sql } from "kysely";
import { anyOf, type RepositoryBase } from "../sql.ts";

export function createConversationRepository({ db, engine }: RepositoryBase): ConversationRepository {
  const attachments = () => db.selectFrom("attachment").selectAll();
  return {
    change: async (id, { pinned, modelId }) => {
      if (pinned === undefined && modelId === undefined) return;
      const change = { ...(pinned !== undefined && { pinned: pinned ? 1 : 0 }), ...(modelId !== undefined && { modelId }) };
      await db.updateTable("conversation").set(change).where("id", "=", id).execute();
    },
    attach: async (attachment) => {
      await db
        .insertInto("attachment")
        .values(attachment)
        .onConflict((conflict) => conflict.column("documentId").doNothing())
        .execute();
    },
    attachments: (conversationId) =>
      attachments().where("conversationId", "=", conversationId).orderBy("createdAt").orderBy("documentId").execute(),
    attached: async (documentIds) =>
      documentIds.length === 0
        ? []
        : attachments()
            .where(anyOf(engine, sql.ref("document_id"), documentIds))
            .execute(),
    detach: async (documentIds) => {
      if (documentIds.length === 0) return;
      await db
        .deleteFrom("attachment")
        .where(anyOf(engine, sql.ref("document_id"), documentIds))
        .execute();
    },
    lostAttachments: (limit) =>
      attachments()
        .where((where) =>
          where.not(
            where.exists(where.selectFrom("conversation").select("id").whereRef("conversation.id", "=", "attachment.conversationId")),
          ),
        )
        .orderBy("documentId")
        .limit(limit)
        .execute(),
    outlived: async (before, limit) => {
      const rows = await db
        .selectFrom("conversation")
        .select("id")
        .where("temporary", "=", 1)
        .where("updatedAt", "<", before)
        .orderBy("updatedAt")
        .limit(limit)
        .execute();
      return rows.map((row) => row.id);
    },
  };
}
