import type { AbandonedRun, AnswerRepository, RunEvent } from "@smartypants/core";
import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";
import { inBatches, inTransaction, type RepositoryBase } from "../sql.ts";
import { toEvent, toRun } from "./answer-rows.ts";

export function createAnswerRepository(base: RepositoryBase): AnswerRepository {
  return { ...createConversationWrites(base), ...createRunWrites(base), ...createLeases(base) };
}

function createConversationWrites(
  base: RepositoryBase,
): Pick<
  AnswerRepository,
  "createConversation" | "renameConversation" | "removeConversation" | "addMessage" | "addFeedback" | "removeFeedback"
> {
  const { db } = base;
  return {
    createConversation: async ({ id, userId, title, temporary = false, now }) => {
      const row = { id, userId, title, temporary: temporary ? 1 : 0, createdAt: now, updatedAt: now };
      await db.insertInto("conversation").values(row).execute();
    },
    renameConversation: async (id, title, now) => {
      await db.updateTable("conversation").set({ title, updatedAt: now }).where("id", "=", id).execute();
    },
    removeConversation: (id) =>
      inTransaction(base, async ({ db: tx }) => {
        await tx.deleteFrom("run").where("conversationId", "=", id).execute();
        await tx.deleteFrom("conversation").where("id", "=", id).execute();
      }),
    addMessage: ({ now, parentId = null, ...message }) =>
      inTransaction(base, async ({ db: tx }) => {
        const row = { ...message, parentId, createdAt: now };
        await tx.insertInto("message").values(row).execute();
        await tx.updateTable("conversation").set({ updatedAt: now }).where("id", "=", message.conversationId).execute();
      }),
    addFeedback: async ({ now, shared = false, ...feedback }) => {
      const isShared = shared ? 1 : 0;
      await db
        .insertInto("feedback")
        .values({ ...feedback, shared: isShared, createdAt: now })
        .onConflict((conflict) =>
          conflict
            .columns(["runId", "userId"])
            .doUpdateSet({ rating: feedback.rating, reason: feedback.reason, comment: feedback.comment, shared: isShared }),
        )
        .execute();
    },
    removeFeedback: async (runId, userId) => {
      await db.deleteFrom("feedback").where("runId", "=", runId).where("userId", "=", userId).execute();
    },
  };
}

type RunWrites = Pick<AnswerRepository, "createRun" | "recordSources" | "appendEvents" | "finishRun" | "sweepEvents">;

function createRunWrites(base: RepositoryBase): RunWrites {
  const { db } = base;
  return {
    createRun: async ({ now, filters, writer, continues = null, assistant = null, trial = null, apiKeyId = null, ...run }) => {
      const by = { assistantId: assistant?.id ?? null, assistantVersion: assistant?.version ?? null };
      await db
        .insertInto("run")
        .values({
          ...run,
          ...writer,
          ...by,
          continues,
          trial,
          apiKeyId,
          filters: JSON.stringify(filters),
          state: "running",
          createdAt: now,
        })
        .execute();
    },
    recordSources: async (runId, owner, sources) => {
      const row = await db
        .updateTable("run")
        .set({ sources: JSON.stringify(sources) })
        .where("id", "=", runId)
        .where("owner", "=", owner)
        .where("state", "=", "running")
        .returning("id")
        .executeTakeFirst();
      return row !== undefined;
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
function createLeases({ db }: RepositoryBase): Pick<AnswerRepository, "heartbeat" | "requestCancel" | "abandoned" | "takeOver"> {
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
    abandoned: async (before) => {
      const rows = await db
        .selectFrom("run")
        .selectAll()
        .where("state", "=", "running")
        .where("leaseUntil", "<", before)
        .orderBy("id")
        .execute();
      const lost: AbandonedRun[] = [];
      for (const row of rows) {
        const events = await db.selectFrom("runEvent").selectAll().where("runId", "=", row.id).orderBy("sequence").execute();
        lost.push({ run: toRun(row, []), owner: row.owner, restarts: row.restarts, events: events.map(toEvent) });
      }
      return lost;
    },
    takeOver: async (runId, previousOwner, owner, leaseUntil) => {
      const row = await db
        .updateTable("run")
        .set((run) => ({ owner, leaseUntil, restarts: run("restarts", "+", 1) }))
        .where("id", "=", runId)
        .where("state", "=", "running")
        .where("owner", previousOwner === null ? "is" : "=", previousOwner)
        .returning("id")
        .executeTakeFirst();
      return row !== undefined;
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

function isEmpty(reading: Parameters<FinishRun>[2]["reading"]): boolean {
  return reading === undefined || reading === null || (reading.time === null && reading.acronyms.length === 0);
}

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
      finishReason: result.usage?.finishReason ?? null,
      inputTokens: result.usage?.inputTokens ?? null,
      outputTokens: result.usage?.outputTokens ?? null,
      reading: isEmpty(result.reading) ? null : JSON.stringify(result.reading),
      ...(result.answeredBy !== undefined &&
        result.answeredBy !== null && { model: result.answeredBy.label, masked: result.answeredBy.masked }),
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
