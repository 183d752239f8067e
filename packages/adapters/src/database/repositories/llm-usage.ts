import type { LlmUsageRepository, UsageFilter, UsageGroup, UsageSum } from "@smartypants/core";
import { type ExpressionBuilder, type RawBuilder, sql } from "kysely";
import type { Schema } from "../schema.ts";
import { anyOf, parseJson, type RepositoryBase } from "../sql.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export function createLlmUsageRepository(base: RepositoryBase): LlmUsageRepository {
  const { db } = base;
  return {
    record: async (usage) => {
      await db
        .insertInto("usageEvent")
        .values({ ...usage, kind: "llm" })
        .execute();
    },
    spent: async (filter) => {
      const row = await db.selectFrom("usageEvent").select(SPENT).where(matching(filter)).executeTakeFirstOrThrow();
      return { tokens: Number(row.inputTokens) + Number(row.outputTokens), cost: Number(row.cost) };
    },
    sums: async (filter, groupBy) => {
      const key = KEYS[groupBy];
      const rows = await db
        .selectFrom("usageEvent")
        .select([key.as("key"), sql<string>`max(model)`.as("model"), ...SUMS])
        .where(matching(filter))
        .groupBy(key)
        .execute();
      const sums = rows.map(({ key: found, model, ...row }) => ({
        key: found === null ? null : toKey(groupBy, found),
        model,
        calls: Number(row.calls),
        inputTokens: Number(row.inputTokens),
        outputTokens: Number(row.outputTokens),
        cost: Number(row.cost),
        unpricedCalls: Number(row.unpricedCalls),
      }));
      const names = await namesOf(base, groupBy, sums);
      return sums
        .map(({ model: _label, ...sum }): UsageSum => ({ ...sum, name: sum.key === null ? null : (names.get(sum.key) ?? null) }))
        .toSorted((one, other) => compare(groupBy, one, other));
    },
  };
}

/** As text where an engine adds 64-bit integers up to a type of its own. */
const SPENT = [
  sql<number | string>`coalesce(sum(input_tokens), 0)`.as("inputTokens"),
  sql<number | string>`coalesce(sum(output_tokens), 0)`.as("outputTokens"),
  sql<number | string>`coalesce(sum(cost), 0)`.as("cost"),
] as const;

const SUMS = [
  sql<number | string>`sum(calls)`.as("calls"),
  ...SPENT,
  sql<number | string>`coalesce(sum(case when cost is null and input_tokens + output_tokens > 0 then calls end), 0)`.as("unpricedCalls"),
] as const;

const KEYS: Readonly<Record<UsageGroup, RawBuilder<string | number | null>>> = {
  person: sql`user_id`,
  model: sql`model_id`,
  key: sql`api_key_id`,
  purpose: sql`purpose`,
  day: sql`at / ${sql.lit(DAY_MS)}`,
  hour: sql`at / ${sql.lit(HOUR_MS)}`,
  assistant: sql`assistant_id`,
};

function matching({ from, to, userId, apiKeyId, runId }: UsageFilter) {
  return (event: ExpressionBuilder<Schema, "usageEvent">) =>
    event.and([
      event("modelId", "is not", null),
      event("at", ">=", from),
      event("at", "<", to),
      ...(userId === undefined ? [] : [event("userId", "=", userId)]),
      ...(apiKeyId === undefined ? [] : [event("apiKeyId", "=", apiKeyId)]),
      ...(runId === undefined ? [] : [event("runId", "=", runId)]),
    ]);
}

/** "2026-03-31", "2026-03-31T14:00Z", or the id itself. */
function toKey(groupBy: UsageGroup, found: string | number): string {
  if (groupBy === "day") return new Date(Number(found) * DAY_MS).toISOString().slice(0, 10);
  if (groupBy === "hour") return `${new Date(Number(found) * HOUR_MS).toISOString().slice(0, 16)}Z`;
  return String(found);
}

function compare(groupBy: UsageGroup, one: UsageSum, other: UsageSum): number {
  const byKey = (one.key ?? "") < (other.key ?? "") ? -1 : 1;
  if (groupBy === "day" || groupBy === "hour") return byKey;
  return other.inputTokens + other.outputTokens - one.inputTokens - one.outputTokens || byKey;
}

type Keyed = { readonly key: string | null; readonly model: string };

async function namesOf({ db, engine }: RepositoryBase, groupBy: UsageGroup, sums: readonly Keyed[]): Promise<ReadonlyMap<string, string>> {
  const keys = sums.flatMap(({ key }) => key ?? []);
  if (keys.length === 0) return new Map();
  if (groupBy === "person") {
    const query = db.selectFrom("userProfile").select(["id", "email"]);
    const rows = await query.where((row) => anyOf(engine, row.ref("id"), keys)).execute();
    return new Map(rows.map((row) => [row.id, row.email]));
  }
  if (groupBy === "key") {
    const query = db.selectFrom("apiKey").select(["id", "name"]);
    const rows = await query.where((row) => anyOf(engine, row.ref("id"), keys)).execute();
    return new Map(rows.map((row) => [row.id, row.name]));
  }
  if (groupBy === "assistant") {
    const query = db
      .selectFrom("assistant")
      .innerJoin("assistantVersion", (join) =>
        join.onRef("assistantVersion.assistantId", "=", "assistant.id").onRef("assistantVersion.version", "=", "assistant.version"),
      );
    const rows = await query
      .select(["assistant.id", "assistantVersion.content"])
      .where((row) => anyOf(engine, row.ref("assistant.id"), keys))
      .execute();
    return new Map(rows.map((row) => [row.id, parseJson<{ readonly name: string }>(row.content).name]));
  }
  // A model keeps the name that the ledger has for it, also when its entry has gone.
  if (groupBy === "model") return new Map(sums.flatMap(({ key, model }) => (key === null ? [] : [[key, model]])));
  return new Map(keys.map((key) => [key, key]));
}
