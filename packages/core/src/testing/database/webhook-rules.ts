import { expect } from "vitest";
import type { Database } from "../../ports/database/database.ts";
import type { Webhook, WebhookDelivery } from "../../ports/database/webhooks.ts";
import type { DatabaseRule } from "./under-test.ts";

const WEBHOOK: Webhook = {
  id: "w",
  url: "https://example.org/hook",
  description: "Für uns",
  events: ["sync.failed", "answer.finished"],
  enabled: true,
  disabledReason: null,
  activeSince: 5,
  failingSince: null,
  lastFailureAt: null,
  createdBy: "ada",
  createdAt: 5,
  updatedAt: 5,
};

function deliveryOf(id: string, eventKey: string, createdAt = 5): WebhookDelivery {
  const empty = { nextAttemptAt: null, status: null, error: null, durationMs: null, finishedAt: null };
  return { id, webhookId: "w", eventKey, type: "sync.failed", body: "{}", state: "waiting", attempts: 0, createdAt, ...empty };
}

async function makeSource({ people, sources, syncRuns }: Database): Promise<void> {
  await people.create({ id: "ada", email: "ada@example.org", name: "Ada", role: "admin", verifiedBy: "setup", passwordHash: null, now: 1 });
  const access = { mode: "everyone" } as const;
  await sources.create({ id: "s", connector: "folder", name: "S", settings: {}, access, schedule: null, createdBy: "ada", now: 1 }, [
    "everyone",
  ]);
  for (const id of ["r1", "r2", "r3"]) await syncRuns.create({ id, sourceId: "s", trigger: "manual", requestedBy: null, now: 1 });
}

export const WEBHOOK_RULES: readonly DatabaseRule[] = [
  {
    title: "an endpoint is read as it was written, its secret apart, and changes only what it is told to",
    async check({ database: { webhooks } }) {
      await webhooks.create({ ...WEBHOOK, sealed: "secret" });
      expect(await webhooks.list()).toEqual([WEBHOOK]);
      expect(await webhooks.sealed("w")).toBe("secret");
      expect(await webhooks.update("w", { enabled: false, disabledReason: "why", failingSince: 7, events: ["sync.finished"] })).toBe(true);
      expect(await webhooks.get("w")).toEqual({
        ...WEBHOOK,
        enabled: false,
        disabledReason: "why",
        failingSince: 7,
        events: ["sync.finished"],
      });
      expect(await webhooks.update("missing", { enabled: true })).toBe(false);
      expect([await webhooks.get("missing"), await webhooks.sealed("missing"), await webhooks.remove("missing")]).toEqual([
        null,
        null,
        false,
      ]);
    },
  },
  {
    title: "an endpoint is given an event once, and takes its log with it",
    async check({ database: { webhooks } }) {
      expect(await webhooks.addDelivery(deliveryOf("1", "a")), "nobody is there").toBe(false);
      await webhooks.create({ ...WEBHOOK, sealed: "" });
      expect(await webhooks.addDelivery(deliveryOf("1", "a"))).toBe(true);
      expect(await webhooks.addDelivery(deliveryOf("2", "a"))).toBe(false);
      expect(await webhooks.addDelivery(deliveryOf("3", "b", 6))).toBe(true);
      expect(await webhooks.knownEvents(["a", "b", "c"])).toEqual(new Set(["w a", "w b"]));
      expect(await webhooks.knownEvents([])).toEqual(new Set());
      expect((await webhooks.deliveries("w", null, 1)).map(({ id }) => id)).toEqual(["3"]);
      expect((await webhooks.deliveries("w", "3", 5)).map(({ id }) => id)).toEqual(["1"]);
      const change = { state: "failed", attempts: 8, nextAttemptAt: null, status: 500, error: "no", durationMs: 3, finishedAt: 9 } as const;
      await webhooks.updateDelivery("1", change);
      expect(await webhooks.delivery("1")).toEqual({ ...deliveryOf("1", "a"), ...change });
      expect(await webhooks.sweepDeliveries(6)).toBe(1);
      expect(await webhooks.delivery("1")).toBeNull();
      expect(await webhooks.remove("w")).toBe(true);
      expect(await webhooks.delivery("3")).toBeNull();
    },
  },
  {
    title: "what has ended and what has failed is found by when it did",
    async check({ database }) {
      await makeSource(database);
      const { syncRuns, syncItems, answers, webhooks } = database;
      await syncRuns.finish("r2", "failed", 20, { code: "auth", message: "no" });
      await syncRuns.finish("r1", "succeeded", 30, null);
      expect((await webhooks.endedSyncs(0, 9)).map(({ id, state, finishedAt }) => [id, state, finishedAt])).toEqual([
        ["r2", "failed", 20],
        ["r1", "succeeded", 30],
      ]);
      expect(await webhooks.endedSyncs(21, 9)).toHaveLength(1);
      expect(await webhooks.endedSyncs(0, 1)).toHaveLength(1);
      await answers.createRun({
        id: "a",
        userId: "ada",
        conversationId: null,
        question: "?",
        filters: {},
        owner: "o",
        leaseUntil: 99,
        now: 10,
      });
      expect(await webhooks.endedAnswers(0, 9)).toEqual([]);
      const citations = [1, 2].map((marker) => ({ marker, documentId: "d", version: 1, chunkId: null, start: 0, end: 1 }));
      await answers.finishRun("a", "o", {
        state: "done",
        mode: "extractive",
        spans: [],
        citations,
        nearest: [],
        removedCitations: 0,
        error: null,
        now: 40,
      });
      const ended = { id: "a", userId: "ada", state: "done", mode: "extractive", usage: null, citations: 2, createdAt: 10, finishedAt: 40 };
      expect(await webhooks.endedAnswers(40, 9)).toEqual([ended]);
      const item = { externalId: "x", documentId: null, state: "failed", reasonCode: "corrupt", reason: "why" } as const;
      await syncItems.save("s", [item, { ...item, externalId: "y", state: "skipped" }], "r1", 50);
      expect(await webhooks.newlyFailed(49, 50, 9)).toEqual([{ sourceId: "s", documentId: null, reasonCode: "corrupt" }]);
      expect(await webhooks.newlyFailed(50, 99, 9)).toEqual([]);
      await syncItems.save("s", [item], "r1", 60);
      expect(await webhooks.newlyFailed(49, 99, 9), "its second failure").toEqual([]);
    },
  },
];
