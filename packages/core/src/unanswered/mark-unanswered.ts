import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import { audit } from "../people/audit.ts";
import type { UnansweredState } from "../ports/database/unanswered.ts";
import type { Ports } from "../ports/ports.ts";
import { listUnanswered, type Unanswered } from "./list-unanswered.ts";

/** Says what has become of a question. One that an administrator is not shown looks missing. */
export async function markUnanswered(
  ports: Pick<Ports, "database" | "clock" | "ids">,
  actor: Actor,
  id: string,
  state: UnansweredState,
): Promise<Unanswered> {
  requireRole(actor, "admin");
  const found = (await listUnanswered(ports, actor)).find((each) => each.id === id);
  if (found === undefined) throw new SmartyError("not_found", "There is no such question.");
  const markedAt = ports.clock.now();
  await ports.database.transaction(async (tx) => {
    await tx.unanswered.mark(id, state, markedAt);
    await audit(ports, tx, actor, { action: "unanswered-question.update", objectId: id, detail: { state } });
  });
  return { ...found, state, markedAt };
}
