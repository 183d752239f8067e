import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";
import { SETUP_TOKEN_SETTING } from "./create-first-admin.ts";
import { normalizeEmail } from "./email.ts";

/**
 * Makes the first administrator without a password, for the person at the machine, who needs none. Null when there is anybody already: then
 * nothing changes.
 */
export async function createLocalOwner(
  ports: Pick<Ports, "database" | "clock" | "ids" | "bus">,
  owner: { readonly email: string; readonly name: string },
): Promise<{ readonly userId: string } | null> {
  const { database, clock, ids, bus } = ports;
  const email = normalizeEmail(owner.email);
  const id = ids.next();
  const now = clock.now();
  const isFirst = await database.transaction(async (tx) => {
    const person = { id, email, name: owner.name.trim(), role: "admin" as const, verifiedBy: "operator", passwordHash: null, now };
    if (!(await tx.people.createFirst(person))) return false;
    await tx.settings.set(SETUP_TOKEN_SETTING, null, id, now);
    await audit(ports, tx, { userId: id }, { action: "user.setup", objectId: id });
    return true;
  });
  if (!isFirst) return null;
  bus.publish("settings", { key: SETUP_TOKEN_SETTING });
  return { userId: id };
}
