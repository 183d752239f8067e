import type { Ports } from "../ports/ports.ts";
import { firstDay, LEAST_PEOPLE } from "./count-question.ts";

/** Erases what counts no longer, and the words of questions that too few people stand behind by now. Returns how many rows. */
export async function sweepUnanswered({ database, clock }: Pick<Ports, "database" | "clock">): Promise<number> {
  return database.unanswered.sweep({ people: LEAST_PEOPLE, beforeDay: firstDay(clock.now()) });
}
