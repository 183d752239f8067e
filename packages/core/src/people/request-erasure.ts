import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { Erasure, PersonalCounts } from "../ports/database/personal-data.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";
import { userNotFound } from "./get-user.ts";
import { ownPrincipals } from "./own-principals.ts";
import { keepingAdministrators } from "./providers/passwords.ts";
import { refuseUnlessDone } from "./update-user.ts";

export const ERASE_TASK = "erase-person";

/**
 * Ends all sessions and stops all keys of a person at once, and queues the erasing of what is theirs. What others use too becomes the actor's. Throws
 * `conflict` for the last administrator and for oneself. Asking again while it is under way changes nothing, and wakes a job that was given up.
 */
export async function requestErasure(
  ports: Pick<Ports, "database" | "clock" | "ids" | "bus">,
  actor: Actor,
  userId: string,
): Promise<Erasure> {
  requireRole(actor, "admin");
  const { database, clock, ids, bus } = ports;
  const person = await database.people.get(userId);
  if (person === null) throw userNotFound();
  const counts = await database.personalData.counts(await ownPrincipals(database, person), clock.now());
  const erasure = await database.transaction(async (tx) => {
    const now = clock.now();
    await keepingAdministrators(tx, async () => refuseUnlessDone(await tx.people.update(userId, { disabled: true }, now)));
    if (userId === actor.userId) throw new SmartyError("conflict", "You cannot erase yourself. Ask another administrator to do it.");
    const known = await tx.personalData.erasureOf(userId);
    const made = known ?? {
      id: ids.next(),
      userId,
      heirId: actor.userId,
      counts: {},
      total: piecesOf(counts),
      createdAt: now,
      finishedAt: null,
    };
    if (known === null) {
      await tx.personalData.createErasure(made);
      await audit(ports, tx, actor, { action: "user.erase", objectId: userId, detail: { erasureId: made.id } });
    }
    await tx.jobs.add(ERASE_TASK, { erasureId: made.id }, { key: `${ERASE_TASK}:${made.id}`, queue: ERASE_TASK });
    return made;
  });
  bus.publish("job-added", { task: ERASE_TASK });
  return erasure;
}

/** What goes one after another, for the progress. */
function piecesOf({ conversations, answers, privateUploads, calls }: PersonalCounts): number {
  return conversations + answers + privateUploads + calls;
}
