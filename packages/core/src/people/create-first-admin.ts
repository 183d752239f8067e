import type { Ports } from "../ports/ports.ts";
import { audit } from "./audit.ts";
import { normalizeEmail } from "./email.ts";

export interface NewAdmin {
  readonly email: string;
  readonly password: string;
  /** The part before the @ when absent. */
  readonly name?: string | undefined;
}

/** The setting that holds the hash of the set-up token; null once it is used. */
export const SETUP_TOKEN_SETTING = "setup.token";

/**
 * Makes the first administrator, for starts without a person at hand. Null when there is anybody already: then nothing changes. Of several
 * at the same time one wins.
 */
export async function createFirstAdmin(
  ports: Pick<Ports, "database" | "identity" | "clock" | "ids" | "bus">,
  admin: NewAdmin,
): Promise<{ readonly userId: string } | null> {
  const { database, identity, clock, ids, bus } = ports;
  const email = normalizeEmail(admin.email);
  if (await database.people.anyone()) return null;
  identity.checkPassword(admin.password, email);
  const passwordHash = await identity.hashPassword(admin.password);
  const id = ids.next();
  const now = clock.now();
  const name = admin.name?.trim() || email.slice(0, email.indexOf("@"));
  const isFirst = await database.transaction(async (tx) => {
    if (!(await tx.people.createFirst({ id, email, name, role: "admin", verifiedBy: "setup", passwordHash, now }))) return false;
    await tx.settings.set(SETUP_TOKEN_SETTING, null, id, now);
    await audit(ports, tx, { userId: id }, { action: "user.setup", objectId: id });
    return true;
  });
  if (!isFirst) return null;
  bus.publish("settings", { key: SETUP_TOKEN_SETTING });
  return { userId: id };
}
