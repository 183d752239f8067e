import { expect } from "vitest";
import type { LlmUsage, ModelEntry } from "../../ports/database/models.ts";
import type { DatabaseRule } from "./under-test.ts";

const DAY_MS = 86_400_000;

const ENTRY: ModelEntry = {
  id: "m1",
  kind: "chat",
  name: "Müller's model",
  provider: "azure-openai",
  model: "org/gpt",
  baseUrl: "https://one.example/v1",
  credentialId: "c1",
  options: { apiVersion: "2026-01-01" },
  contextTokens: 128_000,
  maxOutputTokens: 4096,
  inputPrice: 0.150001,
  outputPrice: 75,
  enabled: true,
  maskPersonalData: true,
  fallbackOrder: 0,
  createdAt: 10,
  updatedAt: 11,
};

const BARE: ModelEntry = {
  ...ENTRY,
  id: "m0",
  kind: "embedding",
  baseUrl: null,
  credentialId: null,
  options: {},
  contextTokens: null,
  maxOutputTokens: null,
  inputPrice: null,
  outputPrice: null,
  enabled: false,
  maskPersonalData: false,
  fallbackOrder: null,
};

const CREDENTIAL = { id: "c1", name: "Work", host: "one.example", lastFour: "wxyz", createdAt: 1, updatedAt: 2 };

const NOON = Date.UTC(2026, 2, 1, 12);

const USAGE: Omit<LlmUsage, "id"> = {
  at: NOON,
  userId: "ada",
  apiKeyId: null,
  modelId: "m1",
  model: "openai/gpt",
  purpose: "answer",
  inputTokens: 100,
  outputTokens: 20,
  cost: 7,
  runId: null,
  assistantId: null,
  durationMs: 900,
  outcome: "done",
};

const ADA = { id: "ada", email: "ada@example.org", name: "Ada", role: "member", verifiedBy: null, passwordHash: null, now: 1 } as const;

const KEY = { id: "k1", userId: "ada", name: "script", prefix: "sp_1", scopes: ["all"], expiresAt: null, createdAt: 1, hash: "h" } as const;

const MARCH = { from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 3, 1) };

export const MODEL_RULES: readonly DatabaseRule[] = [
  {
    title: "a model comes back as it was entered, changes as a whole and goes for good",
    async check({ database: { models } }) {
      await models.create(ENTRY);
      await models.create(BARE);
      expect(await models.list()).toEqual([BARE, ENTRY]);
      expect(await models.get("m1")).toEqual(ENTRY);
      const changed: ModelEntry = { ...BARE, id: "m1", enabled: true, inputPrice: 0 };
      expect(await models.update(changed)).toBe(true);
      expect(await models.get("m1")).toEqual(changed);
      expect(await models.update({ ...ENTRY, id: "none" })).toBe(false);
      expect([await models.remove("m1"), await models.remove("m1")]).toEqual([true, false]);
      expect(await models.get("m1")).toBeNull();
      expect(await models.list()).toEqual([BARE]);
    },
  },
  {
    title: "a credential is listed without its secret, and keeps its id and host when it is changed",
    async check({ database: { models } }) {
      await models.createCredential({ ...CREDENTIAL, sealed: "v1.sealed" });
      expect(await models.credentials()).toEqual([CREDENTIAL]);
      expect(JSON.stringify(await models.credentials())).not.toContain("sealed");
      expect(await models.credential("c1")).toEqual({ ...CREDENTIAL, sealed: "v1.sealed" });
      expect(await models.updateCredential("c1", { sealed: "v1.other", lastFour: "1234", updatedAt: 9 })).toBe(true);
      expect(await models.credential("c1")).toEqual({ ...CREDENTIAL, sealed: "v1.other", lastFour: "1234", updatedAt: 9 });
      expect(await models.updateCredential("none", { name: "x", updatedAt: 9 })).toBe(false);
      expect([await models.removeCredential("c1"), await models.removeCredential("c1")]).toEqual([true, false]);
      expect(await models.credential("c1")).toBeNull();
    },
  },
  {
    title: "what models were asked is added up by person, key, model, purpose and UTC day",
    async check({ database: { llmUsage, people } }) {
      await people.create(ADA);
      await people.createKey(KEY);
      const calls: readonly Partial<LlmUsage>[] = [
        {},
        { apiKeyId: "k1", purpose: "title", outcome: "aborted" },
        { userId: "gone", modelId: "m2", model: "ollama/llama", cost: null, at: NOON + DAY_MS },
        {
          userId: "gone",
          modelId: "m2",
          model: "ollama/llama",
          cost: null,
          inputTokens: 0,
          outputTokens: 0,
          outcome: "failed",
          at: NOON + DAY_MS,
        },
        { at: MARCH.from - 1, cost: 1000 },
        { at: MARCH.to, cost: 1000 },
      ];
      for (const [at, call] of calls.entries()) await llmUsage.record({ ...USAGE, ...call, id: `u${at}` });
      const two = { calls: 2, inputTokens: 200, outputTokens: 40, cost: 14, unpricedCalls: 0 };
      const local = { calls: 2, inputTokens: 100, outputTokens: 20, cost: 0, unpricedCalls: 1 };
      const one = { calls: 1, inputTokens: 100, outputTokens: 20, cost: 7, unpricedCalls: 0 };
      expect(await llmUsage.sums(MARCH, "person")).toEqual([
        { key: "ada", name: "ada@example.org", ...two },
        { key: "gone", name: null, ...local },
      ]);
      expect(await llmUsage.sums(MARCH, "model")).toEqual([
        { key: "m1", name: "openai/gpt", ...two },
        { key: "m2", name: "ollama/llama", ...local },
      ]);
      expect(await llmUsage.sums(MARCH, "day")).toEqual([
        { key: "2026-03-01", name: "2026-03-01", ...two },
        { key: "2026-03-02", name: "2026-03-02", ...local },
      ]);
      expect(await llmUsage.sums({ ...MARCH, userId: "ada" }, "key")).toEqual([
        { key: null, name: null, ...one },
        { key: "k1", name: "script", ...one },
      ]);
      const purposes = await llmUsage.sums({ ...MARCH, apiKeyId: "k1" }, "purpose");
      expect(purposes).toEqual([{ key: "title", name: "title", ...one }]);
      expect(await llmUsage.sums({ ...MARCH, userId: "nobody" }, "day")).toEqual([]);
    },
  },
  {
    title: "what was spent is known by person, by key and in all",
    async check({ database: { llmUsage } }) {
      const calls: readonly Partial<LlmUsage>[] = [{}, { apiKeyId: "k1", cost: null }, { userId: "grace" }, { at: MARCH.from - 1 }];
      for (const [at, call] of calls.entries()) await llmUsage.record({ ...USAGE, ...call, id: `u${at}` });
      expect(await llmUsage.spent(MARCH)).toEqual({ tokens: 360, cost: 14 });
      expect(await llmUsage.spent({ ...MARCH, userId: "ada" })).toEqual({ tokens: 240, cost: 7 });
      expect(await llmUsage.spent({ ...MARCH, apiKeyId: "k1" })).toEqual({ tokens: 120, cost: 0 });
      expect(await llmUsage.spent({ from: 0, to: 1 })).toEqual({ tokens: 0, cost: 0 });
      expect(await llmUsage.spent({ from: 0, to: MARCH.to })).toEqual({ tokens: 480, cost: 21 });
    },
  },
];
