import { type Actor, requireRole } from "../access/actor.ts";
import { audit } from "../people/audit.ts";
import type { Ports } from "../ports/ports.ts";

/** Days after which something is erased; null: it is kept. */
export interface RetentionPolicy {
  /** Since the last question; with answers outside a conversation, since they were given. */
  readonly conversationDays: number | null;
  /** Pinned conversations stay, however old. */
  readonly keepPinned: boolean;
  /** Since a sync ended. */
  readonly runDays: number | null;
  /** How long calls of language models are kept one by one; then their sums of each day are. */
  readonly callDays: number | null;
  readonly auditDays: number | null;
  /** Sessions, invitations, password links and keys, since they ended. */
  readonly endedAccessDays: number;
}

type Bounds = readonly [least: number, most: number];

const MOST = 3650;

/**
 * What may be chosen. An audit log shorter than 90 days could hide what its reader looks for; calls are needed one by one until the budgets of their
 * month are over; a week of syncs is what somebody who comes back from a holiday looks at.
 */
export const RETENTION_BOUNDS = {
  conversationDays: [1, MOST],
  runDays: [7, MOST],
  callDays: [35, MOST],
  auditDays: [90, MOST],
  endedAccessDays: [1, 365],
} as const satisfies Readonly<Record<Exclude<keyof RetentionPolicy, "keepPinned">, Bounds>>;

const SETTING = "retention";

/** What a new instance begins with. */
const DEFAULTS: RetentionPolicy = {
  conversationDays: null,
  keepPinned: true,
  runDays: 90,
  callDays: 400,
  auditDays: null,
  endedAccessDays: 30,
};

/** For whoever must say how long something is kept; everybody may know. */
export async function readRetention({ database }: Pick<Ports, "database">): Promise<RetentionPolicy> {
  return { ...DEFAULTS, ...((await database.settings.get(SETTING)) as Partial<RetentionPolicy> | undefined) };
}

/** Acts from the next sweep on. */
export async function setRetention(
  ports: Pick<Ports, "database" | "clock" | "ids">,
  actor: Actor,
  policy: RetentionPolicy,
): Promise<RetentionPolicy> {
  requireRole(actor, "admin");
  const before = await readRetention(ports);
  await ports.database.transaction(async (tx) => {
    await tx.settings.set(SETTING, policy, actor.userId, ports.clock.now());
    await audit(ports, tx, actor, { action: "retention.update", objectId: null, detail: changed(before, policy) });
  });
  return policy;
}

/** What it was and what it is, without what stays. */
function changed(before: RetentionPolicy, after: RetentionPolicy): Readonly<Record<"before" | "after", Partial<RetentionPolicy>>> {
  const names = (Object.keys(after) as (keyof RetentionPolicy)[]).filter((name) => before[name] !== after[name]);
  const of = (policy: RetentionPolicy): Partial<RetentionPolicy> => Object.fromEntries(names.map((name) => [name, policy[name]]));
  return { before: of(before), after: of(after) };
}
