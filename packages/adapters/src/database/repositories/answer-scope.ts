import type { AnswerScope, Conversation, Message, RunEvent } from "@smartypants/core";
import { type RawBuilder, sql } from "kysely";
import type { RepositoryBase } from "../sql.ts";
import { toConversation, toEvent, toMessage, toRun } from "./answer-rows.ts";

/** A person's own conversations and runs. Each query carries the owner. */
export function createAnswerScope(base: RepositoryBase, userId: string): AnswerScope {
  return { ...createConversationReads(base, userId), ...createRunReads(base, userId) };
}

type ConversationReads = Pick<AnswerScope, "conversations" | "conversation" | "messages" | "message" | "messageOfRun">;

function createConversationReads({ db }: RepositoryBase, userId: string): ConversationReads {
  const conversations = () => db.selectFrom("conversation").selectAll().where("userId", "=", userId);
  const messages = () =>
    db
      .selectFrom("message")
      .innerJoin("conversation", "conversation.id", "message.conversationId")
      .selectAll("message")
      .where("conversation.userId", "=", userId);
  return {
    conversations: async (after, limit, text): Promise<readonly Conversation[]> => {
      let query = conversations().where("temporary", "=", 0);
      if (after !== null) query = query.where("id", "<", after);
      if (text !== undefined) query = query.where(mentions(text));
      return (await query.orderBy("id", "desc").limit(limit).execute()).map(toConversation);
    },
    conversation: async (id) => {
      const row = await conversations().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toConversation(row);
    },
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

/** In the title or in a question; answers are not looked into, for their reader may have lost what they quote. */
function mentions(text: string): RawBuilder<boolean> {
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return sql<boolean>`(lower(conversation.title) like ${pattern} escape '\\' or exists (
    select 1 from message where message.conversation_id = conversation.id and message.role = 'user' and lower(message.content) like ${pattern} escape '\\'))`;
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
        .select(["rating", "reason", "comment", "shared"])
        .where("runId", "=", runId)
        .where("userId", "=", userId)
        .executeTakeFirst();
      return row === undefined ? null : { ...row, rating: row.rating === 1 ? 1 : -1, shared: row.shared === 1 };
    },
  };
}
