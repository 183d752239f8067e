import { type Actor, requireRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { cutoffs } from "./cutoffs.ts";
import type { RetentionPolicy } from "./policy.ts";
import { NOTHING, type RetentionCounts } from "./retention-counts.ts";

/** How much a policy would erase if it were swept now. */
export async function previewRetention(
  { database, clock }: Pick<Ports, "database" | "clock">,
  actor: Actor,
  policy: RetentionPolicy,
): Promise<RetentionCounts> {
  requireRole(actor, "admin");
  const { conversations, calls, kinds } = cutoffs(policy, clock.now());
  const counts = { ...NOTHING };
  if (conversations !== null) counts.conversations = await database.retention.countConversations(conversations);
  if (calls !== null) counts.calls = await database.retention.countCalls(calls);
  for (const { kind, before } of kinds) counts[kind] = await database.retention.count(kind, before);
  return counts;
}
