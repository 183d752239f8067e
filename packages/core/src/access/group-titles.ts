import type { Principal } from "@smartypants/sdk";
import type { Database } from "../ports/database/database.ts";
import type { Source } from "../ports/database/sources.ts";
import { type Actor, hasRole } from "./actor.ts";

type Needs = { readonly database: Database };

/**
 * What the sources call these groups, as far as the actor may know: the name of a private channel tells something. Administrators and whoever has
 * connected a source are told of all its groups, everybody else of those that they are in. What is left out is shown by its id.
 */
export async function groupTitles(
  { database }: Needs,
  actor: Actor,
  principals: readonly Principal[],
): Promise<Readonly<Record<Principal, string>>> {
  const titles = await database.sourceGroups.titles([...new Set(principals)]);
  if (titles.size === 0 || hasRole(actor, "admin")) return Object.fromEntries(titles);
  const mine = new Set(await database.forActor(actor).content.principals());
  const own = await ownSources(database, actor, [...titles.keys()].map(sourceOf));
  return Object.fromEntries([...titles].filter(([principal]) => mine.has(principal) || own.has(sourceOf(principal))));
}

/** Whether the actor may know of every group of this source how it is called. */
export function knowsGroups(actor: Actor, source: Pick<Source, "createdBy">): boolean {
  return hasRole(actor, "admin") || (hasRole(actor, "editor") && source.createdBy === actor.userId);
}

async function ownSources(database: Database, actor: Actor, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (!hasRole(actor, "editor")) return new Set();
  const sources = await Promise.all([...new Set(ids)].map((id) => database.sources.get(id)));
  return new Set(sources.flatMap((source) => (source !== null && knowsGroups(actor, source) ? [source.id] : [])));
}

function sourceOf(principal: Principal): string {
  return principal.slice("group:".length).split("/", 1)[0] ?? "";
}
