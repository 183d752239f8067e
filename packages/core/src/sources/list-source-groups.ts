import type { Principal } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import { knowsGroups } from "../access/group-titles.ts";
import type { Ports } from "../ports/ports.ts";

/** A group of a source as its page shows it. */
export interface ShownGroup {
  readonly principal: Principal;
  readonly groupId: string;
  /** Null where the source has not said it, or where it is not for the actor to know. */
  readonly title: string | null;
  /** People, domains and groups directly in it. */
  readonly members: number;
}

export interface GroupFilter {
  /** Part of the title, or of the id. */
  readonly text?: string | undefined;
  /** The principal of the last one of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface GroupPage {
  readonly items: readonly ShownGroup[];
  /** Of all pages. */
  readonly total: number;
  /** For `after`; null at the end. */
  readonly next: string | null;
}

/** The groups that a source's permissions hang on, by title, those without one last. Throws `not_found` unless the actor manages sources. */
export async function listSourceGroups(
  { database }: Pick<Ports, "database">,
  actor: Actor,
  sourceId: string,
  { text = "", after, limit }: GroupFilter,
): Promise<GroupPage> {
  const scope = database.forActor(actor);
  const source = await scope.sources.manageable(sourceId);
  const knowsAll = knowsGroups(actor, source);
  const mine = knowsAll ? new Set<string>() : new Set(await scope.content.principals());
  const wanted = text.trim().toLowerCase();
  const groups = (await database.sourceGroups.ofSource(sourceId))
    .map(({ groupId, title, members }): ShownGroup => {
      const principal = `group:${sourceId}/${groupId}`;
      return { principal, groupId, title: knowsAll || mine.has(principal) ? title : null, members };
    })
    // A title that is not shown is not found by it either.
    .filter(({ groupId, title }) => `${title ?? ""}\n${groupId}`.toLowerCase().includes(wanted))
    .toSorted(byTitle);
  const from = after === undefined ? 0 : groups.findIndex(({ principal }) => principal === after) + 1;
  const items = groups.slice(from, from + limit);
  return { items, total: groups.length, next: from + limit < groups.length ? (items.at(-1)?.principal ?? null) : null };
}

function byTitle(one: ShownGroup, other: ShownGroup): number {
  if ((one.title === null) !== (other.title === null)) return one.title === null ? 1 : -1;
  const byText = (one.title ?? "").localeCompare(other.title ?? "", "en", { sensitivity: "base", numeric: true });
  return byText === 0 ? (one.groupId < other.groupId ? -1 : 1) : byText;
}
