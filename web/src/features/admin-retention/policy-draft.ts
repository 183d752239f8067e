import type { RetentionCounts, RetentionPolicy } from "@smartypants/client";

export type DayField = Exclude<keyof RetentionPolicy, "keepPinned">;

export const DAY_FIELDS = [
  "conversationDays",
  "runDays",
  "callDays",
  "auditDays",
  "endedAccessDays",
] as const satisfies readonly DayField[];

/** Whether something would be kept for a shorter time than before: only then is there anything to be lost. */
export function isShorter(before: RetentionPolicy, after: RetentionPolicy): boolean {
  if (before.keepPinned && !after.keepPinned && after.conversationDays !== null) return true;
  return DAY_FIELDS.some((field) => (after[field] ?? Infinity) < (before[field] ?? Infinity));
}

/** What is in the field, as a policy has it: nothing is for ever. */
export function daysOf(value: number | string): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

const KINDS = [
  "conversations",
  "answers",
  "runs",
  "calls",
  "audit",
  "sessions",
  "invites",
  "passwordLinks",
  "keys",
] as const satisfies readonly (keyof RetentionCounts)[];

/** The kinds of which there is something, in the order of the page. */
export function countedKinds(counts: RetentionCounts): readonly { readonly kind: (typeof KINDS)[number]; readonly count: number }[] {
  return KINDS.map((kind) => ({ kind, count: counts[kind] })).filter(({ count }) => count > 0);
}
