/**
 * What ends by its age alone. `answers` are those outside a conversation, `runs` what is known of ended syncs; the others have ended by themselves and
 * are only remembered: sessions and password links past their time, invitations accepted or past it, keys that were revoked.
 */
export const AGEING = ["answers", "runs", "audit", "sessions", "invites", "passwordLinks", "keys"] as const;

export type Ageing = (typeof AGEING)[number];

export interface AgedConversations {
  /** Last asked in before, milliseconds since 1970. */
  readonly before: number;
  readonly keepPinned: boolean;
}

/** What is old enough to go. Counting and erasing use the same words, so that what was announced is what goes. */
export interface RetentionRepository {
  /** Rows of a kind from before `before`. The latest run of each source is none of them: it says how the source is. */
  count(kind: Ageing, before: number): Promise<number>;
  /** Erases at most `limit` of them, the oldest first. Returns how many. */
  erase(kind: Ageing, before: number, limit: number): Promise<number>;
  /** Temporary ones are not among them: they have a rule of their own. */
  countConversations(aged: AgedConversations): Promise<number>;
  /** Ids, the longest unused first. */
  conversations(aged: AgedConversations, limit: number): Promise<readonly string[]>;
  /** Calls of language models that are kept one by one. */
  countCalls(before: number): Promise<number>;
  /**
   * Replaces at most `limit` calls of one day by their sums, the oldest first; sums by person, key, model, purpose and assistant stay what they
   * were, what is known of a single call goes. Returns how many calls were taken.
   */
  rollUpCalls(before: number, limit: number, newId: () => string): Promise<number>;
}
