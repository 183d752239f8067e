import type { Ageing } from "../ports/database/retention.ts";

/** `calls` are rolled up into the sums of their day; everything else is erased. */
export type RetentionCounts = Readonly<Record<Ageing | "conversations" | "calls", number>>;

export const NOTHING: RetentionCounts = {
  conversations: 0,
  answers: 0,
  runs: 0,
  calls: 0,
  audit: 0,
  sessions: 0,
  invites: 0,
  passwordLinks: 0,
  keys: 0,
};
