import { type Actor, requireRole } from "../access/actor.ts";
import type { Erasure, PersonalCounts } from "../ports/database/personal-data.ts";
import type { Ports } from "../ports/ports.ts";
import { userNotFound } from "./get-user.ts";
import { ownPrincipals } from "./own-principals.ts";

export interface PersonalData {
  readonly counts: PersonalCounts;
  /** Under way; null for nearly everybody. */
  readonly erasure: Erasure | null;
}

/** How much is stored of a person: one's own, or anybody's for administrators, who see numbers alone. */
export async function countPersonalData(
  { database, clock }: Pick<Ports, "database" | "clock">,
  actor: Actor,
  userId: string,
): Promise<PersonalData> {
  if (userId !== actor.userId) requireRole(actor, "admin");
  const person = await database.people.get(userId);
  if (person === null) throw userNotFound();
  return {
    counts: await database.personalData.counts(await ownPrincipals(database, person), clock.now()),
    erasure: await database.personalData.erasureOf(userId),
  };
}
