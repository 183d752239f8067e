import { SmartyError } from "@smartypants/sdk";
import { type Actor, hasRole } from "../access/actor.ts";
import type { UsageGroup, UsageSum } from "../ports/database/models.ts";
import type { Ports } from "../ports/ports.ts";

export interface UsageRequest {
  /** Milliseconds since 1970, included; 30 days before `to` when absent. */
  readonly from?: number | undefined;
  /** Not included; now when absent. */
  readonly to?: number | undefined;
  readonly groupBy: UsageGroup;
}

export interface UsageReport {
  readonly from: number;
  readonly to: number;
  readonly groupBy: UsageGroup;
  readonly items: readonly UsageSum[];
}

const DEFAULT_MS = 30 * 86_400_000;

/** What language models were asked: by everybody for administrators, by the actor for all others. */
export async function readUsage(
  { database, clock }: Pick<Ports, "database" | "clock">,
  actor: Actor,
  request: UsageRequest,
): Promise<UsageReport> {
  const { groupBy } = request;
  // The present moment belongs to it.
  const to = request.to ?? clock.now() + 1;
  const from = request.from ?? Math.max(0, to - DEFAULT_MS);
  if (from >= to) {
    throw new SmartyError("invalid", "The time ends before it begins. Choose an earlier `from` or a later `to`.", {
      fields: [{ path: "from", message: "must be before `to`" }],
    });
  }
  const filter = { from, to, ...(!hasRole(actor, "admin") && { userId: actor.userId }) };
  return { from, to, groupBy, items: await database.llmUsage.sums(filter, groupBy) };
}
