import { type Actor, requireRole } from "../access/actor.ts";
import type { Group, Person } from "../ports/database/people.ts";
import type { Ports } from "../ports/ports.ts";

export interface FoundPrincipals {
  readonly people: readonly Pick<Person, "id" | "name" | "email">[];
  readonly groups: readonly Pick<Group, "id" | "name" | "members">[];
}

const MOST_PEOPLE = 10;
const MOST_GROUPS = 5;

/** Whom an editor may name: a few people and groups that begin as they type it, and of each no more than it takes to tell them apart. */
export async function findPrincipals({ database }: Pick<Ports, "database">, actor: Actor, text: string): Promise<FoundPrincipals> {
  requireRole(actor, "editor");
  const people = await database.people.findPeople(text, MOST_PEOPLE);
  const groups = await database.people.findGroups(text, MOST_GROUPS);
  return {
    people: people.map(({ id, name, email }) => ({ id, name, email })),
    groups: groups.map(({ id, name, members }) => ({ id, name, members })),
  };
}
