import type { Actor, Scope } from "../access/actor.ts";
import type { Ports } from "../ports/ports.ts";

export interface Me {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Actor["role"];
  readonly verifiedAt: number | null;
  readonly via: Actor["via"];
  readonly scopes: Scope[];
  readonly groups: { readonly id: string; readonly name: string }[];
}

/** What a person may know of themselves. */
export async function getMe({ database }: Pick<Ports, "database">, actor: Actor): Promise<Me> {
  const { userId: id, email, name, role, verifiedAt, via } = actor;
  return { id, email, name, role, verifiedAt, via, scopes: [...actor.scopes], groups: [...(await database.people.groupsOf(id))] };
}
