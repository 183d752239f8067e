import { SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import type { Person } from "../ports/database/people.ts";
import type { Session } from "../ports/identity.ts";
import type { Ports } from "../ports/ports.ts";

export interface SessionActor {
  readonly actor: Actor;
  readonly session: Session;
  /** To be sent to the browser: the session was prolonged. */
  readonly setCookies: readonly string[];
}

/** Who the cookie of these headers belongs to. Null without a living session, and for a disabled person at once. */
export async function actorForSession(
  { database, identity }: Pick<Ports, "database" | "identity">,
  headers: Headers,
): Promise<SessionActor | null> {
  const found = await identity.sessionOf(headers);
  if (found === null) return null;
  const person = await database.people.get(found.session.userId);
  if (person === null || person.disabled) return null;
  return { actor: toActor(person, "session", ["all"]), ...found };
}

export function toActor(person: Person, via: Actor["via"], scopes: Actor["scopes"]): Actor {
  const { id, role, email, name, verifiedAt } = person;
  return { userId: id, role, email, name, verifiedAt, via, scopes };
}

/** The person as they act in a browser, right after signing in. Throws `unauthenticated` when they have gone or been disabled since. */
export async function actorForUser({ database }: Pick<Ports, "database">, userId: string): Promise<Actor> {
  const person = await database.people.get(userId);
  if (person === null || person.disabled) throw new SmartyError("unauthenticated", "Sign in again.");
  return toActor(person, "session", ["all"]);
}
