import { expect } from "vitest";
import type { LlmUsage } from "../../ports/database/models.ts";
import { addPerson, actorOf } from "./checks.ts";
import type { DatabaseRule } from "./under-test.ts";

const DAY_MS = 86_400_000;
const MARCH = Date.UTC(2026, 2, 1);

const CALL: LlmUsage = {
  id: "u",
  at: MARCH,
  userId: "ada",
  apiKeyId: null,
  modelId: "m1",
  model: "openai/gpt",
  purpose: "answer",
  inputTokens: 100,
  outputTokens: 20,
  cost: 7,
  runId: "r",
  assistantId: null,
  durationMs: 5,
  outcome: "done",
};

const ALL = { from: 0, to: MARCH + 900 * DAY_MS };

/** What ends by its age. */
export const RETENTION_RULES: readonly DatabaseRule[] = [
  {
    title: "conversations are old by their last question, temporary ones never, and pinned ones when it is said",
    async check({ database: { answers, conversations, retention } }) {
      for (const [id, now] of Object.entries({ c1: 10, c2: 20, c3: 30, c4: 5, c5: 6 }))
        await answers.createConversation({ id, userId: "ada", title: id, temporary: id === "c5", now });
      await conversations.change("c4", { pinned: true });
      const aged = { before: 30, keepPinned: true };
      expect(await retention.countConversations(aged)).toBe(2);
      expect(await retention.conversations(aged, 9)).toEqual(["c1", "c2"]);
      expect(await retention.conversations(aged, 1)).toEqual(["c1"]);
      expect(await retention.countConversations({ before: 30, keepPinned: false })).toBe(3);
      expect(await retention.conversations({ before: 30, keepPinned: false }, 9)).toEqual(["c4", "c1", "c2"]);
    },
  },
  {
    title: "answers outside a conversation go by their end, those inside one and trials do not",
    async check({ database: { answers, retention } }) {
      const run = { userId: "ada", question: "q", filters: {}, owner: "o", leaseUntil: 1 };
      for (const [id, now] of Object.entries({ r1: 10, r2: 20, r3: 40 })) {
        await answers.createRun({ ...run, id, conversationId: null, now });
        await answers.finishRun(id, "o", { ...ENDED, now });
      }
      await answers.createRun({ ...run, id: "r4", conversationId: null, now: 5 });
      await answers.createRun({ ...run, id: "r5", conversationId: null, trial: "preview", now: 5 });
      await answers.finishRun("r5", "o", { ...ENDED, now: 5 });
      expect(await retention.count("answers", 30)).toBe(2);
      expect([await retention.erase("answers", 30, 1), await retention.count("answers", 30)]).toEqual([1, 1]);
      expect([await retention.erase("answers", 30, 9), await retention.erase("answers", 30, 9)]).toEqual([1, 0]);
      expect(await retention.count("answers", 100)).toBe(1);
    },
  },
  {
    title: "of a source's ended syncs the latest one stays, and the latest of each other kind",
    async check({ database: { syncRuns, retention } }) {
      const runs = { r1: "schedule", r2: "retry", r3: "manual", r4: "retry", r5: "manual", r6: "inventory" } as const;
      for (const [id, trigger] of Object.entries(runs)) {
        await syncRuns.create({ id, sourceId: "s", trigger, requestedBy: null, now: 1 });
        if (id !== "r5") await syncRuns.finish(id, "succeeded", 10, null);
      }
      await syncRuns.create({ id: "r7", sourceId: "other", trigger: "manual", requestedBy: null, now: 1 });
      await syncRuns.finish("r7", "failed", 10, { code: "internal", message: "no" });
      // r5 is under way, so r3 is the latest that has ended.
      expect(await retention.count("runs", 11)).toBe(2);
      expect(await retention.erase("runs", 11, 99)).toBe(2);
      expect((await syncRuns.ofSource("s", null, 99)).map(({ id }) => id)).toEqual(["r6", "r5", "r4", "r3"]);
      expect(await syncRuns.get("r7")).not.toBeNull();
      expect(await retention.count("runs", 10)).toBe(0);
    },
  },
  {
    title: "the audit, invitations, links and keys go by when they ended, and what has not ended stays",
    async check({ database: { people, records, retention }, database }) {
      await addPerson(database, actorOf("ada"));
      const event = { actorId: "ada", action: "a.b", objectType: "a", objectId: null, detail: {}, requestId: null };
      for (const at of [10, 20, 30]) await records.audit({ ...event, id: `e${at}`, at });
      expect([await retention.count("audit", 30), await retention.erase("audit", 30, 1)]).toEqual([2, 1]);
      expect((await records.auditEvents(null, 9)).map(({ id }) => id)).toEqual(["e30", "e20"]);
      const invite = { role: "member" as const, groupIds: [], createdBy: "x", createdAt: 1 };
      await people.createInvite({ ...invite, id: "i1", email: "a@x.org", expiresAt: 20, tokenHash: "1" });
      await people.createInvite({ ...invite, id: "i2", email: "b@x.org", expiresAt: 99, tokenHash: "2" });
      await people.createInvite({ ...invite, id: "i3", email: "c@x.org", expiresAt: 99, tokenHash: "3" });
      await people.acceptInvite("i3", 15);
      expect([await retention.count("invites", 30), await retention.erase("invites", 30, 9)]).toEqual([2, 2]);
      expect((await people.invites({ limit: 9 })).map(({ id }) => id)).toEqual(["i2"]);
      await people.createPasswordLink({ tokenHash: "t", userId: "ada", createdBy: "x", now: 1, expiresAt: 20 });
      expect([await retention.erase("passwordLinks", 20, 9), await retention.erase("passwordLinks", 21, 9)]).toEqual([0, 1]);
      const key = { userId: "ada", name: "k", prefix: "sp_", scopes: ["all" as const], expiresAt: 5, createdAt: 1 };
      for (const id of ["k1", "k2"]) await people.createKey({ ...key, id, hash: id });
      await people.revokeKey("k1", null, 10);
      expect([await retention.count("keys", 11), await retention.erase("keys", 11, 9)]).toEqual([1, 1]);
      expect(await people.countKeys("ada")).toBe(1);
      expect([await retention.count("sessions", 30), await retention.erase("sessions", 30, 9)]).toEqual([0, 0]);
    },
  },
  {
    // Charts and budgets are sums of these rows.
    title: "rolling calls up changes no sum by person, key, model, purpose, assistant or day, and takes a day at a time",
    async check({ database: { llmUsage, retention } }) {
      const calls: readonly Partial<LlmUsage>[] = [
        {},
        { at: MARCH + 5, apiKeyId: "k1" },
        { at: MARCH + 9 },
        { cost: null },
        { cost: null, inputTokens: 0, outputTokens: 0 },
        { userId: "grace", purpose: "title", at: MARCH + 8 },
        { at: MARCH + DAY_MS, assistantId: "a1" },
        { at: MARCH + 2 * DAY_MS },
      ];
      for (const [at, call] of calls.entries()) await llmUsage.record({ ...CALL, ...call, id: `u${at}` });
      const groups = ["person", "model", "key", "purpose", "day", "assistant"] as const;
      const read = () => Promise.all(groups.map((group) => llmUsage.sums(ALL, group)));
      const before = await read();
      let made = 0;
      const rollUp = (limit: number) => retention.rollUpCalls(MARCH + 2 * DAY_MS, limit, () => `day-${(made += 1)}`);
      expect(await retention.countCalls(MARCH + 2 * DAY_MS)).toBe(7);
      expect(await rollUp(4)).toBe(4);
      expect(await read()).toEqual(before);
      expect([await rollUp(99), await rollUp(99), await rollUp(99)]).toEqual([2, 1, 0]);
      expect(await read()).toEqual(before);
      expect(await retention.countCalls(MARCH + 9 * DAY_MS)).toBe(1);
      expect(await llmUsage.spent(ALL)).toEqual({ tokens: 7 * 120, cost: 6 * 7 });
    },
  },
];

const ENDED = { state: "done", mode: "none", spans: [], citations: [], nearest: [], removedCitations: 0, error: null } as const;
