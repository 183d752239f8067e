import { SmartyError } from "@smartypants/sdk";
import { type Actor, hasRole } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";

/** Acts at once. Administrators may revoke anybody's; to others a foreign key looks like none (`not_found`). */
export async function revokeApiKey(ports: Pick<Ports, "database" | "clock" | "ids">, actor: Actor, keyId: string): Promise<void> {
  const owner = hasRole(actor, "admin") ? null : actor.userId;
  await ports.database.transaction(async (tx) => {
    if (!(await tx.people.revokeKey(keyId, owner, ports.clock.now()))) throw new SmartyError("not_found", "There is no such API key.");
    await audit(ports, tx, actor, { action: "api-key.revoke", objectId: keyId });
  });
}
