import type { AnswerRepository, AnswerScope, CitationRow, Conversation, Message, Run, RunEvent } from "@smartypants/core";
import { type Kysely, type Selectable, sql } from "kysely";
import type { CitationRow as StoredCitation, RunRow, Schema } from "../schema.ts";
import { inBatches, inTransaction, parseJson, parseJsonOrNull, type RepositoryBase } from "../sql.ts";

export function createAnswerRepository(base: RepositoryBase): AnswerRepository {
  return { ...createConversationWrites(base), ...createRunWrites(base), ...createLeases(base) };
}

function createConversationWrites(
  base: RepositoryBase,
): Pick<AnswerRepository, "createConversation" | "renameConversation" | "removeConversation" | "addMessage" | "addFeedback"> {
  const { db } = base;
  return {
    createConversation: async ({ id, userId, title, now }) => {
      await db.insertInto("conversation").values({ id, userId, title, createdAt: now, updatedAt: now }).execute();
    },
    renameConversation: async (id, title, now) => {
      await db.updateTable("conversation").set({ title, updatedAt: now }).where("id", "=", id).execute();
    },
    removeConversation: (id) =>
      inTransaction(base, async ({ db: tx }) => {
        await tx.deleteFrom("run").where("conversationId", "=", id).execute();
        await tx.deleteFrom("conversation").where("id", "=", id).execute();
      }),
    addMessage: ({ now, ...message }) =>
      inTransaction(base, async ({ db: tx }) => {
        const row = { ...message, createdAt: now };
        await tx.insertInto("message").values(row).execute();
        await tx.updateTable("conversation").set({ updatedAt: now }).where("id", "=", message.conversationId).execute();
      }),
    addFeedback: async ({ now, ...feedback }) => {
      await db
        .insertInto("feedback")
        .values({ ...feedback, createdAt: now })
        .onConflict((conflict) =>
          conflict
            .columns(["runId", "userId"])
            .doUpdateSet({ rating: feedback.rating, reason: feedback.reason, comment: feedback.comment }),
        )
        .execute();
    },
  };
}

function createRunWrites(base: RepositoryBase): Pick<AnswerRepository, "createRun" | "appendEvents" | "finishRun" | "sweepEvents"> {
  const { db } = base;
  return {
    createRun: async ({ now, filters, ...run }) => {
      await db
        .insertInto("run")
        .values({ ...run, filters: JSON.stringify(filters), state: "running", createdAt: now })
        .execute();
    },
    appendEvents: (runId, owner, events, now) => inTransaction(base, ({ db: tx }) => appendEvents(tx, runId, owner, events, now)),
    finishRun: (runId, owner, result) => inTransaction(base, ({ db: tx }) => finishRun(tx, runId, owner, result)),
    sweepEvents: async (before) => {
      const rows = await sql<{ runId: string }>`
        delete from run_event where run_id in (select id from run where finished_at < ${before}) returning run_id`.execute(db);
      return rows.rows.length;
    },
  };
}

/** Whose process still works on a run. */
function createLeases({ db }: RepositoryBase): Pick<AnswerRepository, "heartbeat" | "requestCancel" | "interruptExpired"> {
  return {
    heartbeat: async (runId, owner, leaseUntil) => {
      const row = await db
        .updateTable("run")
        .set({ leaseUntil })
        .where("id", "=", runId)
        .where("owner", "=", owner)
        .where("state", "=", "running")
        .returning("cancel")
        .executeTakeFirst();
      return row === undefined ? null : { cancel: row.cancel === 1 };
    },
    requestCancel: async (runId) => {
      await db.updateTable("run").set({ cancel: 1 }).where("id", "=", runId).where("state", "=", "running").execute();
    },
    interruptExpired: async (now, before = now) => {
      const rows = await db
        .updateTable("run")
        .set({ state: "interrupted", finishedAt: now })
        .where("state", "=", "running")
        .where("leaseUntil", "<", before)
        .returning("id")
        .execute();
      return rows.map((row) => row.id);
    },
  };
}

async function appendEvents(db: Kysely<Schema>, runId: string, owner: string, events: readonly RunEvent[], now: number): Promise<boolean> {
  const run = await db
    .selectFrom("run")
    .select("id")
    .where("id", "=", runId)
    .where("owner", "=", owner)
    .where("state", "=", "running")
    .executeTakeFirst();
  if (run === undefined) return false;
  for (const batch of inBatches(events, 200)) {
    await db
      .insertInto("runEvent")
      .values(batch.map(({ sequence, type, data }) => ({ runId, sequence, type, data: JSON.stringify(data), createdAt: now })))
      .execute();
  }
  return true;
}

type FinishRun = AnswerRepository["finishRun"];

async function finishRun(db: Kysely<Schema>, ...[runId, owner, result]: Parameters<FinishRun>): Promise<boolean> {
  const done = await db
    .updateTable("run")
    .set({
      state: result.state,
      mode: result.mode,
      answer: JSON.stringify(result.spans),
      nearest: JSON.stringify(result.nearest),
      removedCitations: result.removedCitations,
      errorCode: result.error?.code ?? null,
      errorMessage: result.error?.message ?? null,
      finishedAt: result.now,
    })
    .where("id", "=", runId)
    .where("owner", "=", owner)
    .where("state", "=", "running")
    .returning("id")
    .executeTakeFirst();
  if (done === undefined) return false;
  if (result.citations.length > 0) {
    await db
      .insertInto("citation")
      .values(result.citations.map(({ start, end, ...citation }) => ({ ...citation, runId, startOffset: start, endOffset: end })))
      .execute();
  }
  return true;
}

/** A person's own conversations and runs. Each query carries the owner. */
export function createAnswerScope({ db }: RepositoryBase, userId: string): AnswerScope {
  const conversations = () => db.selectFrom("conversation").select(["id", "title", "createdAt", "updatedAt"]).where("userId", "=", userId);
  return {
    conversations: async (after, limit): Promise<readonly Conversation[]> => {
      let query = conversations();
      if (after !== null) query = query.where("id", "<", after);
      return query.orderBy("id", "desc").limit(limit).execute();
    },
    conversation: async (id) => (await conversations().where("id", "=", id).executeTakeFirst()) ?? null,
    messages: async (conversationId, limit): Promise<readonly Message[]> => {
      const rows = await db
        .selectFrom("message")
        .innerJoin("conversation", "conversation.id", "message.conversationId")
        .select(["message.id", "message.role", "message.content", "message.runId", "message.createdAt"])
        .where("conversation.userId", "=", userId)
        .where("conversation.id", "=", conversationId)
        .orderBy("message.id", "desc")
        .limit(limit)
        .execute();
      return rows.toReversed().map((row) => ({ ...row, role: row.role as Message["role"] }));
    },
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
      return rows.map((row) => ({ sequence: row.sequence, type: row.type, data: parseJson(row.data) }) as RunEvent);
    },
  };
}

function toRun(row: Selectable<RunRow>, citations: readonly Selectable<StoredCitation>[]): Run {
  return {
    id: row.id,
    userId: row.userId,
    conversationId: row.conversationId,
    question: row.question,
    filters: parseJson(row.filters),
    state: row.state as Run["state"],
    mode: row.mode as Run["mode"],
    spans: parseJsonOrNull(row.answer),
    citations: citations.map((citation): CitationRow => ({
      marker: citation.marker,
      documentId: citation.documentId,
      version: citation.version,
      chunkId: citation.chunkId,
      start: citation.startOffset,
      end: citation.endOffset,
    })),
    nearest: parseJsonOrNull<string[]>(row.nearest) ?? [],
    removedCitations: row.removedCitations,
    error: row.errorCode === null ? null : { code: row.errorCode, message: row.errorMessage ?? "" },
    createdAt: row.createdAt,
    finishedAt: row.finishedAt,
  };
}
