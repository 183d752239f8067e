import type { AgedConversations, Ageing } from "../ports/database/retention.ts";
import type { RetentionPolicy } from "./policy.ts";

const DAY_MS = 86_400_000;

/** What a policy means at a moment. A kind that is absent is kept. */
export interface Cutoffs {
  readonly conversations: AgedConversations | null;
  /** Milliseconds since 1970; a whole UTC day, so that no day's calls are rolled up by halves. */
  readonly calls: number | null;
  readonly kinds: readonly { readonly kind: Ageing; readonly before: number }[];
}

const DAYS: Readonly<Record<Ageing, Exclude<keyof RetentionPolicy, "keepPinned">>> = {
  answers: "conversationDays",
  runs: "runDays",
  audit: "auditDays",
  sessions: "endedAccessDays",
  invites: "endedAccessDays",
  passwordLinks: "endedAccessDays",
  keys: "endedAccessDays",
};

export function cutoffs(policy: RetentionPolicy, now: number): Cutoffs {
  const { conversationDays, keepPinned, callDays } = policy;
  const kinds = (Object.keys(DAYS) as Ageing[]).flatMap((kind) => {
    const days = policy[DAYS[kind]];
    return days === null ? [] : [{ kind, before: now - days * DAY_MS }];
  });
  return {
    conversations: conversationDays === null ? null : { before: now - conversationDays * DAY_MS, keepPinned },
    calls: callDays === null ? null : Math.floor((now - callDays * DAY_MS) / DAY_MS) * DAY_MS,
    kinds,
  };
}
