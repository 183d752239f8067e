import type { EndedAnswer, Webhook, WebhookChange, WebhookDelivery, WebhookRepository } from "@smartypants/core";
import { type Selectable, sql, type Updateable } from "kysely";
import type { WebhookDeliveryRow, WebhookRow } from "../schema.ts";
import { anyOf, parseJson, type RepositoryBase } from "../sql.ts";
import { toSyncRun } from "./sync.ts";

export function createWebhookRepository({ db, engine }: RepositoryBase): WebhookRepository {
  return {
    create: async ({ events, enabled, ...webhook }) => {
      const row = { ...webhook, events: JSON.stringify(events), enabled: enabled ? 1 : 0 };
      await db.insertInto("webhook").values(row).execute();
    },
    list: async () => (await db.selectFrom("webhook").selectAll().orderBy("id").execute()).map(toWebhook),
    get: async (id) => {
      const row = await db.selectFrom("webhook").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toWebhook(row);
    },
    sealed: async (id) => (await db.selectFrom("webhook").select("sealed").where("id", "=", id).executeTakeFirst())?.sealed ?? null,
    update: async (id, change) => {
      const row = await db.updateTable("webhook").set(toChange(change)).where("id", "=", id).returning("id").executeTakeFirst();
      return row !== undefined;
    },
    remove: async (id) => (await db.deleteFrom("webhook").where("id", "=", id).returning("id").executeTakeFirst()) !== undefined,
    ...createDeliveries({ db, engine }),
    ...createHappenings(db),
  };
}

type Deliveries = "addDelivery" | "knownEvents" | "delivery" | "deliveries" | "updateDelivery" | "sweepDeliveries";

function createDeliveries({ db, engine }: RepositoryBase): Pick<WebhookRepository, Deliveries> {
  return {
    addDelivery: async (delivery) => {
      const webhook = await db.selectFrom("webhook").select("id").where("id", "=", delivery.webhookId).executeTakeFirst();
      if (webhook === undefined) return false;
      const added = await db
        .insertInto("webhookDelivery")
        .values(delivery)
        .onConflict((conflict) => conflict.columns(["webhookId", "eventKey"]).doNothing())
        .returning("id")
        .executeTakeFirst();
      return added !== undefined;
    },
    knownEvents: async (eventKeys) => {
      if (eventKeys.length === 0) return new Set();
      const known = anyOf(engine, sql.ref("event_key"), eventKeys);
      const rows = await db.selectFrom("webhookDelivery").select(["webhookId", "eventKey"]).where(known).execute();
      return new Set(rows.map((row) => `${row.webhookId} ${row.eventKey}`));
    },
    delivery: async (id) => {
      const row = await db.selectFrom("webhookDelivery").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toDelivery(row);
    },
    deliveries: async (webhookId, before, limit) => {
      let query = db.selectFrom("webhookDelivery").selectAll().where("webhookId", "=", webhookId);
      if (before !== null) query = query.where("id", "<", before);
      return (await query.orderBy("id", "desc").limit(limit).execute()).map(toDelivery);
    },
    updateDelivery: async (id, { state, attempts, nextAttemptAt, status, error, durationMs, finishedAt }) => {
      const row = { state, attempts, nextAttemptAt, status, error, durationMs, finishedAt };
      await db.updateTable("webhookDelivery").set(row).where("id", "=", id).execute();
    },
    sweepDeliveries: async (before) =>
      Number((await db.deleteFrom("webhookDelivery").where("createdAt", "<", before).executeTakeFirst()).numDeletedRows),
  };
}

type Happenings = "endedSyncs" | "endedAnswers" | "newlyFailed";

function createHappenings(db: RepositoryBase["db"]): Pick<WebhookRepository, Happenings> {
  return {
    endedSyncs: async (since, limit) => {
      const rows = await db
        .selectFrom("syncRun")
        .selectAll()
        .where("finishedAt", ">=", since)
        .orderBy("finishedAt")
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map((row) => ({ ...toSyncRun(row), finishedAt: row.finishedAt ?? 0 }));
    },
    endedAnswers: async (since, limit) => {
      const rows = await db
        .selectFrom("run")
        .select(["id", "userId", "state", "mode", "inputTokens", "outputTokens", "finishReason", "createdAt", "finishedAt"])
        .select((each) =>
          each
            .selectFrom("citation")
            .whereRef("citation.runId", "=", "run.id")
            .select((all) => all.fn.countAll<number | string>().as("count"))
            .as("citations"),
        )
        .where("finishedAt", ">=", since)
        // What nobody has asked is nobody's news.
        .where("trial", "is", null)
        .orderBy("finishedAt")
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map(({ inputTokens, outputTokens, finishReason, ...row }): EndedAnswer => ({
        ...row,
        state: row.state as EndedAnswer["state"],
        mode: row.mode as EndedAnswer["mode"],
        usage:
          inputTokens === null || outputTokens === null
            ? null
            : { finishReason: (finishReason ?? "stop") as "stop", inputTokens, outputTokens },
        finishedAt: row.finishedAt ?? 0,
        // Postgres counts in text.
        citations: Number(row.citations ?? 0),
      }));
    },
    newlyFailed: async (after, until, limit) =>
      db
        .selectFrom("syncItem")
        .select(["sourceId", "documentId", "reasonCode"])
        .where("state", "=", "failed")
        .where("attempts", "=", 1)
        .where("updatedAt", ">", after)
        .where("updatedAt", "<=", until)
        .orderBy("sourceId")
        .orderBy("externalId")
        .limit(limit)
        .execute(),
  };
}

function toChange({ events, enabled, ...change }: WebhookChange): Updateable<WebhookRow> {
  return {
    ...change,
    ...(events !== undefined && { events: JSON.stringify(events) }),
    ...(enabled !== undefined && { enabled: enabled ? 1 : 0 }),
  };
}

function toWebhook({ sealed: _sealed, events, enabled, ...row }: Selectable<WebhookRow>): Webhook {
  return { ...row, events: parseJson<Webhook["events"]>(events), enabled: enabled === 1 };
}

function toDelivery(row: Selectable<WebhookDeliveryRow>): WebhookDelivery {
  return { ...row, type: row.type as WebhookDelivery["type"], state: row.state as WebhookDelivery["state"] };
}
