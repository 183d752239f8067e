import { type Actor, requireRole } from "../access/actor.ts";
import type { Group } from "../ports/database/people.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";
import { getGroup } from "./get-group.ts";

export interface NewGroup {
  readonly name: string;
  readonly description?: string | undefined;
}

/** Throws `conflict` when the name is taken. */
export async function createGroup(ports: Pick<Ports, "database" | "clock" | "ids">, actor: Actor, input: NewGroup): Promise<Group> {
  requireRole(actor, "admin");
  const id = ports.ids.next();
  await ports.database.transaction(async (tx) => {
    await tx.people.createGroup({ id, name: input.name.trim(), description: input.description?.trim() ?? "", now: ports.clock.now() });
    await audit(ports, tx, actor, { action: "group.create", objectId: id });
  });
  return getGroup(ports, actor, id);
}
