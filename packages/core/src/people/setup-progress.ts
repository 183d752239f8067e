import { type Actor, requireRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";

/** Steps of the first run that can be passed by without doing anything; what the others have done shows by itself. */
export const SKIPPABLE_STEPS = ["model", "source"] as const;

export type SkippableStep = (typeof SKIPPABLE_STEPS)[number];

const SETTING = "setup.passed";

/** What administrators have been through or passed by, whoever of them it was: a reload, and another browser, go on there. */
export async function passedSteps({ database }: Pick<Ports, "database">, actor: Actor): Promise<readonly SkippableStep[]> {
  requireRole(actor, "admin");
  return read(await database.settings.get(SETTING));
}

export async function passStep(
  { database, clock }: Pick<Ports, "database" | "clock">,
  actor: Actor,
  step: SkippableStep,
): Promise<readonly SkippableStep[]> {
  requireRole(actor, "admin");
  return database.transaction(async (tx) => {
    const known = read(await tx.settings.get(SETTING));
    const passed = known.includes(step) ? known : [...known, step];
    await tx.settings.set(SETTING, passed, actor.userId, clock.now());
    return passed;
  });
}

function read(stored: unknown): readonly SkippableStep[] {
  return SKIPPABLE_STEPS.filter((step) => Array.isArray(stored) && stored.includes(step));
}
