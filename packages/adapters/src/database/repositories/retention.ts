import type { AgedConversations, Ageing, RetentionRepository } from "@smartypants/core";
import { type RawBuilder, sql } from "kysely";
import { anyOf, inTransaction, type RepositoryBase } from "../sql.ts";

const DAY_MS = 86_400_000;

interface Aged {
  readonly table: string;
  readonly key: string;
  /** When it ended: the oldest go first. */
  readonly ended: string;
  /** Besides its age. */
  readonly only?: RawBuilder<boolean>;
}

/** A run that nothing newer of its kind follows says how its source is: it stays. */
const isFollowed = sql<boolean>`exists (
  select 1 from sync_run as later where later.source_id = sync_run.source_id and later.id > sync_run.id and later.state not in ('queued', 'running')
    and (case when later.trigger in ('items', 'retry', 'inventory') then later.trigger else '' end)
      = (case when sync_run.trigger in ('items', 'retry', 'inventory') then sync_run.trigger else '' end))`;

function agedOf(kind: Ageing, { engine }: RepositoryBase): Aged {
  switch (kind) {
    case "answers":
      return { table: "run", key: "id", ended: "finished_at", only: sql`conversation_id is null and trial is null` };
    case "runs":
      return { table: "sync_run", key: "id", ended: "finished_at", only: isFollowed };
    case "audit":
      return { table: "audit_event", key: "id", ended: "at" };
    case "sessions":
      return { table: "auth_session", key: "id", ended: engine === "sqlite" ? "expires_at" : "(extract(epoch from expires_at) * 1000)" };
    case "invites":
      return { table: "invite", key: "id", ended: "coalesce(accepted_at, expires_at)" };
    case "passwordLinks":
      return { table: "password_link", key: "token_hash", ended: "expires_at" };
    case "keys":
      return { table: "api_key", key: "id", ended: "revoked_at" };
  }
}

/** The sign-in library keeps instants as ISO text on SQLite. */
function momentFor(kind: Ageing, { engine }: RepositoryBase, before: number): string | number {
  return kind === "sessions" && engine === "sqlite" ? new Date(before).toISOString() : before;
}

function isAged(kind: Ageing, base: RepositoryBase, before: number): RawBuilder<boolean> {
  const { ended, only = sql<boolean>`1 = 1` } = agedOf(kind, base);
  return sql<boolean>`${sql.raw(ended)} < ${momentFor(kind, base, before)} and ${only}`;
}

export function createRetentionRepository(base: RepositoryBase): RetentionRepository {
  const { db } = base;
  return {
    count: async (kind, before) => {
      const { table } = agedOf(kind, base);
      const { rows } = await sql<Counted>`select count(*) as count from ${sql.table(table)} where ${isAged(kind, base, before)}`.execute(
        db,
      );
      return Number(rows[0]?.count ?? 0);
    },
    erase: async (kind, before, limit) => {
      const { table, key, ended } = agedOf(kind, base);
      const gone = await sql`
        delete from ${sql.table(table)} where ${sql.ref(key)} in (
          select ${sql.ref(key)} from ${sql.table(table)} where ${isAged(kind, base, before)} order by ${sql.raw(ended)} limit ${limit})`.execute(
        db,
      );
      return Number(gone.numAffectedRows ?? 0n);
    },
    countConversations: async (aged) => {
      const { rows } = await sql<Counted>`select count(*) as count from conversation where ${isUnused(aged)}`.execute(db);
      return Number(rows[0]?.count ?? 0);
    },
    conversations: async (aged, limit) => {
      const { rows } = await sql<{ id: string }>`
        select id from conversation where ${isUnused(aged)} order by updated_at limit ${limit}`.execute(db);
      return rows.map((row) => row.id);
    },
    countCalls: async (before) => {
      const { rows } = await sql<Counted>`select count(*) as count from usage_event where ${isSingle(before)}`.execute(db);
      return Number(rows[0]?.count ?? 0);
    },
    rollUpCalls: (before, limit, newId) => inTransaction(base, (tx) => rollUpCalls(tx, before, limit, newId)),
  };
}

interface Counted {
  readonly count: number | string;
}

function isUnused({ before, keepPinned }: AgedConversations): RawBuilder<boolean> {
  return sql<boolean>`temporary = 0 and updated_at < ${before} ${keepPinned ? sql`and pinned = 0` : sql``}`;
}

function isSingle(before: number): RawBuilder<boolean> {
  return sql<boolean>`kind = 'llm' and at < ${before}`;
}

interface CallRow {
  readonly id: string;
  readonly at: number;
}

async function rollUpCalls({ db, engine }: RepositoryBase, before: number, limit: number, newId: () => string): Promise<number> {
  const { rows } = await sql<CallRow>`
    select id, at from usage_event where ${isSingle(before)} order by at limit ${limit}`.execute(db);
  const [first] = rows;
  if (first === undefined) return 0;
  const day = Math.floor(first.at / DAY_MS) * DAY_MS;
  const ids = rows.filter((row) => row.at < day + DAY_MS).map((row) => row.id);
  // Calls without a price stay apart: what they cost is not known, and that is counted.
  const sums = await db
    .selectFrom("usageEvent")
    .select(["userId", "apiKeyId", "modelId", "model", "purpose", "assistantId"])
    .select([
      sql<number | string>`sum(calls)`.as("calls"),
      sql<number | string>`sum(input_tokens)`.as("inputTokens"),
      sql<number | string>`sum(output_tokens)`.as("outputTokens"),
      sql<number | string | null>`sum(cost)`.as("cost"),
    ])
    .where((event) => anyOf(engine, event.ref("id"), ids))
    .groupBy(["userId", "apiKeyId", "modelId", "model", "purpose", "assistantId"])
    .groupBy(sql`cost is null`)
    .groupBy(sql`input_tokens + output_tokens > 0`)
    .execute();
  for (const sum of sums) {
    const numbers = {
      calls: Number(sum.calls),
      inputTokens: Number(sum.inputTokens),
      outputTokens: Number(sum.outputTokens),
      cost: sum.cost === null ? null : Number(sum.cost),
    };
    await db
      .insertInto("usageEvent")
      .values({ ...sum, ...numbers, id: newId(), at: day, kind: "llm-day", runId: null, durationMs: null, outcome: null })
      .execute();
  }
  await db
    .deleteFrom("usageEvent")
    .where((event) => anyOf(engine, event.ref("id"), ids))
    .execute();
  return ids.length;
}
