import { SmartyError } from "@smartypants/sdk";
import type { SyncPorts } from "./run-sync.ts";

/** A source that takes days must not keep the others from their minutes. */
const TURN_MS = 600_000;
const NEXT_TURN_MS = 1000;

/** A sync's turn among those of all sources: after ten minutes it makes way at a checkpoint, if others wait, and goes on from there behind them. */
export function createTurn({ database, clock }: Pick<SyncPorts, "database" | "clock">, sourceId: string): { endIfOver(): Promise<void> } {
  let endsAt = clock.now() + TURN_MS;
  return {
    endIfOver: async () => {
      const now = clock.now();
      if (now < endsAt) return;
      if (await database.transaction((tx) => tx.jobs.isQueueWaiting("source:", `source:${sourceId}`))) {
        throw new SmartyError("rate_limited", "Other sources have their turn; this one goes on by itself.", { retryAfterMs: NEXT_TURN_MS });
      }
      endsAt = now + TURN_MS;
    },
  };
}
