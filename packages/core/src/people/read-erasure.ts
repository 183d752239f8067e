import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { Erasure } from "../ports/database/personal-data.ts";
import type { Ports } from "../ports/ports.ts";

/** How far an erasure has come, and for a month its receipt. */
export async function readErasure({ database }: Pick<Ports, "database">, actor: Actor, id: string): Promise<Erasure> {
  requireRole(actor, "admin");
  const erasure = await database.personalData.erasure(id);
  if (erasure === null)
    throw new SmartyError("not_found", "There is no such erasure; receipts older than a month are in the audit log alone.");
  return erasure;
}
