import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { Person } from "../ports/database/people.ts";
import type { Ports } from "../ports/ports.ts";

/** Throws `not_found`. */
export async function getUser({ database }: Pick<Ports, "database">, actor: Actor, userId: string): Promise<Person> {
  requireRole(actor, "admin");
  const person = await database.people.get(userId);
  if (person === null) throw userNotFound();
  return person;
}

export function userNotFound(): SmartyError {
  return new SmartyError("not_found", "There is no such user.");
}
