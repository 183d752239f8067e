import type { Ports } from "../ports/ports.ts";

/**
 * Ends what a process that has died had under way: answers it was writing, requests it was working on. For the one process that uses the data, before it
 * does anything else: whatever is under way then is nobody's. Jobs and their claims are taken over by the queue and by who drains.
 */
export async function endLostWork({ database, clock }: Pick<Ports, "database" | "clock">): Promise<void> {
  await database.answers.interruptExpired(clock.now(), Number.MAX_SAFE_INTEGER);
  await database.records.loseIdempotency();
}
