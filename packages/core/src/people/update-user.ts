import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole, type Role } from "../access/actor.ts";
import type { Person, PersonOutcome } from "../ports/database/people.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";
import { keepingAdministrators } from "./providers/passwords.ts";
import { getUser, userNotFound } from "./get-user.ts";

export interface UserChange {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly disabled?: boolean | undefined;
}

/** Acts at once: disabling ends every session, and keys of a disabled person are refused. Throws `conflict` for the last administrator. */
export async function updateUser(
  ports: Pick<Ports, "database" | "clock" | "ids">,
  actor: Actor,
  userId: string,
  { name, role, disabled }: UserChange,
): Promise<Person> {
  requireRole(actor, "admin");
  const change = {
    ...(name !== undefined && { name: name.trim() }),
    ...(role !== undefined && { role }),
    ...(disabled !== undefined && { disabled }),
  };
  await ports.database.transaction(async (tx) => {
    if ((await tx.personalData.erasureOf(userId)) !== null) throw new SmartyError("conflict", "This person is being erased.");
    await keepingAdministrators(tx, async () => refuseUnlessDone(await tx.people.update(userId, change, ports.clock.now())));
    const detail = { ...(role !== undefined && { role }), ...(disabled !== undefined && { disabled }), renamed: name !== undefined };
    await audit(ports, tx, actor, { action: "user.update", objectId: userId, detail });
  });
  return getUser(ports, actor, userId);
}

export function refuseUnlessDone(outcome: PersonOutcome): void {
  if (outcome === "missing") throw userNotFound();
  if (outcome === "last-admin") {
    throw new SmartyError("conflict", "This is the last administrator. Make somebody else an administrator first.");
  }
}
