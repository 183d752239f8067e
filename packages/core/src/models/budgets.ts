import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { UsageFilter } from "../ports/database/models.ts";
import type { ChatModelRequest } from "../ports/models.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "../people/audit.ts";

/** Null: no limit. */
export interface BudgetLimit {
  /** Of prompts and answers together. */
  readonly tokens: number | null;
  /** US dollars, as far as prices are known. */
  readonly usd: number | null;
}

/** Days and months are those of UTC. */
export interface Budgets {
  readonly personPerDay: BudgetLimit;
  readonly keyPerDay: BudgetLimit;
  readonly instancePerMonth: BudgetLimit;
}

const SETTING = "models.budgets";
const UNLIMITED: BudgetLimit = { tokens: null, usd: null };
const NONE: Budgets = { personPerDay: UNLIMITED, keyPerDay: UNLIMITED, instancePerMonth: UNLIMITED };
const DAY_MS = 86_400_000;
const MICRO = 1_000_000;

export async function getBudgets(ports: Pick<Ports, "database">, actor: Actor): Promise<Budgets> {
  requireRole(actor, "admin");
  return readBudgets(ports);
}

/** Acts from the next call on. */
export async function setBudgets(ports: Pick<Ports, "database" | "clock" | "ids">, actor: Actor, budgets: Budgets): Promise<Budgets> {
  requireRole(actor, "admin");
  await ports.database.transaction(async (tx) => {
    await tx.settings.set(SETTING, budgets, actor.userId, ports.clock.now());
    await audit(ports, tx, actor, { action: "budget.update", objectId: null, detail: { ...budgets } });
  });
  return budgets;
}

async function readBudgets({ database }: Pick<Ports, "database">): Promise<Budgets> {
  return { ...NONE, ...((await database.settings.get(SETTING)) as Partial<Budgets> | undefined) };
}

export interface Spent {
  readonly tokens: number;
  /** Micro-dollars. */
  readonly cost: number;
}

interface Account {
  readonly limit: BudgetLimit;
  readonly filter: UsageFilter;
  /** Whose budget it is, as the start of a sentence. */
  readonly subject: string;
}

/**
 * Throws `rate_limited`, with the time until it is free again, when a budget that this call would draw on is used up. `underWay` is what calls that have
 * not ended yet have drawn so far, of those that a filter takes in.
 */
export async function checkBudgets(
  ports: Pick<Ports, "database" | "clock">,
  request: Pick<ChatModelRequest, "userId" | "apiKeyId">,
  underWay: (filter: UsageFilter) => Spent,
): Promise<void> {
  const now = ports.clock.now();
  for (const { limit, filter, subject } of accountsOf(await readBudgets(ports), request, now)) {
    if (limit.tokens === null && limit.usd === null) continue;
    const [stored, drawn] = [await ports.database.llmUsage.spent(filter), underWay(filter)];
    const isOver =
      (limit.tokens !== null && stored.tokens + drawn.tokens >= limit.tokens) ||
      (limit.usd !== null && stored.cost + drawn.cost >= limit.usd * MICRO);
    if (!isOver) continue;
    const free = `${new Date(filter.to).toISOString().slice(0, 16).replace("T", " ")} UTC`;
    throw new SmartyError("rate_limited", `${subject} is used up. It is free again from ${free}; an administrator can raise it.`, {
      retryAfterMs: filter.to - now,
    });
  }
}

function accountsOf(
  budgets: Budgets,
  { userId, apiKeyId }: Pick<ChatModelRequest, "userId" | "apiKeyId">,
  now: number,
): readonly Account[] {
  const day = Math.floor(now / DAY_MS) * DAY_MS;
  const today = { from: day, to: day + DAY_MS };
  const date = new Date(now);
  const month = {
    from: Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1),
    to: Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1),
  };
  return [
    { limit: budgets.personPerDay, filter: { ...today, userId }, subject: "Your budget for language models of today" },
    ...(apiKeyId === undefined
      ? []
      : [{ limit: budgets.keyPerDay, filter: { ...today, apiKeyId }, subject: "The API key's budget for language models of today" }]),
    { limit: budgets.instancePerMonth, filter: month, subject: "The budget of everybody for language models of this month" },
  ];
}
