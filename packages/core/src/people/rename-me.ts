import type { Actor } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";
import { getMe, type Me } from "./get-me.ts";
import { refuseUnlessDone } from "./update-user.ts";

/** Changes one's own name. */
export async function renameMe(ports: Pick<Ports, "database" | "clock" | "ids">, actor: Actor, newName: string): Promise<Me> {
  const name = newName.trim();
  await ports.database.transaction(async (tx) => {
    refuseUnlessDone(await tx.people.update(actor.userId, { name }, ports.clock.now()));
    await audit(ports, tx, actor, { action: "user.rename", objectId: actor.userId });
  });
  return getMe(ports, { ...actor, name });
}
