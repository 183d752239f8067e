import type { AnswerScope, Conversation, Message, RunEvent } from "@smartypants/core";
import type { RepositoryBase } from "../sql.ts";
import { toEvent, toMessage, toRun } from "./answer-rows.ts";

/** A person's own conversations and runs. Each query carries the owner. */
export function createAnswerScope(base: RepositoryBase, userId: string): AnswerScope {
  return { ...createConversationReads(base, userId), ...createRunReads(base, userId) };
}

type ConversationReads = Pick<AnswerScope, "conversations" | "conversation" | "messages" | "message" | "messageOfRun">;

function createConversationReads({ db }: RepositoryBase, userId: string): ConversationReads {
  const conversations = () => db.selectFrom("conversation").select(["id", "title", "createdAt", "updatedAt"]).where("userId", "=", userId);
  const messages = () =>
    db
      .selectFrom("message")
      .innerJoin("conversation", "conversation.id", "message.conversationId")
      .selectAll("message")
      .where("conversation.userId", "=", userId);
  return {
    conversations: async (after, limit): Promise<readonly Conversation[]> => {
      let query = conversations();
      if (after !== null) query = query.where("id", "<", after);
      return query.orderBy("id", "desc").limit(limit).execute();
    },
    conversation: async (id) => (await conversations().where("id", "=", id).executeTakeFirst()) ?? null,
    messages: async (conversationId, limit): Promise<readonly Message[]> => {
      const rows = await messages().where("conversation.id", "=", conversationId).orderBy("message.id", "desc").limit(limit).execute();
      return rows.toReversed().map(toMessage);
    },
    message: async (id) => {
      const row = await messages().where("message.id", "=", id).executeTakeFirst();
      return row === undefined ? null : { ...toMessage(row), conversationId: row.conversationId };
    },
    messageOfRun: async (runId) => {
      const row = await messages().where("message.runId", "=", runId).executeTakeFirst();
      return row === undefined ? null : { ...toMessage(row), conversationId: row.conversationId };
    },
  };
}

function createRunReads({ db }: RepositoryBase, userId: string): Pick<AnswerScope, "run" | "events" | "feedback"> {
  return {
    run: async (id) => {
      const row = await db.selectFrom("run").selectAll().where("id", "=", id).where("userId", "=", userId).executeTakeFirst();
      if (row === undefined) return null;
      const citations = await db.selectFrom("citation").selectAll().where("runId", "=", id).orderBy("marker").execute();
      return toRun(row, citations);
    },
    events: async (runId, after, limit): Promise<readonly RunEvent[]> => {
      const rows = await db
        .selectFrom("runEvent")
        .innerJoin("run", "run.id", "runEvent.runId")
        .select(["runEvent.sequence", "runEvent.type", "runEvent.data"])
        .where("run.id", "=", runId)
        .where("run.userId", "=", userId)
        .where("runEvent.sequence", ">", after)
        .orderBy("runEvent.sequence")
        .limit(limit)
        .execute();
      return rows.map(toEvent);
    },
    feedback: async (runId) => {
      const row = await db
        .selectFrom("feedback")
        .select(["rating", "reason", "comment"])
        .where("runId", "=", runId)
        .where("userId", "=", userId)
        .executeTakeFirst();
      return row === undefined ? null : { ...row, rating: row.rating === 1 ? 1 : -1 };
    },
  };
}
