import type { AnswerPorts } from "../answers/answer-ports.ts";
import { recoverRuns } from "../answers/recover-runs.ts";

/**
 * Ends what a process that has died had under way: answers it was writing, requests it was working on. For the one process that uses the data, before it
 * does anything else: whatever is under way then is nobody's. Jobs and their claims are taken over by the queue and by who drains.
 */
export async function endLostWork(ports: AnswerPorts): Promise<void> {
  await recoverRuns(ports, Number.MAX_SAFE_INTEGER);
  await ports.database.records.loseIdempotency();
}
