import type { ActorScope, Passage } from "../ports/database/actor-scope.ts";
import type { CollectionFilter } from "../ports/database/assistants.ts";
import type { IndexFilter, IndexScope } from "../ports/indexes.ts";
import { kindOf, type SearchFilters } from "./resolve-filter.ts";

/** Passages that tags may bring in; the rest of a larger set is not searched. */
const MOST_TAGGED = 50_000;

/** Narrows a filter to collections: one of each group must hold. A collection that the actor may not use, or that is gone, holds nothing. */
export async function withinCollections(
  scope: Pick<ActorScope, "content" | "assistants">,
  filter: IndexFilter,
  { within = [], collections = [], tags = [] }: SearchFilters,
): Promise<IndexFilter> {
  // What somebody attaches to a chat with an assistant is meant for it, whatever its collections hold.
  const attached = within.length > 0 ? await scope.content.attached() : [];
  const groups: (readonly CollectionFilter[])[] = [];
  if (collections.length > 0) {
    const usable = await scope.assistants.collections();
    groups.push(usable.filter(({ id }) => collections.includes(id)).map((each) => each.filter));
  }
  if (tags.length > 0) groups.push([{ tags }]);
  if (groups.length + within.length === 0) return filter;
  let scopes: readonly IndexScope[] = [{}];
  for (const group of [...within, ...groups]) {
    const choices = await Promise.all(group.map((each) => toScope(scope.content, each)));
    if (attached.length > 0 && within.includes(group)) choices.push({ chunks: attached });
    scopes = scopes.flatMap((one) => choices.map((other) => both(one, other)));
  }
  const [only] = scopes;
  return scopes.length === 1 && only !== undefined ? { ...filter, ...both(filter, only) } : { ...filter, anyOf: scopes };
}

async function toScope(content: ActorScope["content"], filter: CollectionFilter): Promise<IndexScope> {
  const { sources, containers, types, tags, after, before } = filter;
  return {
    ...(isGiven(sources) && { sources: await findAll((name) => content.sourcesNamed(name), sources) }),
    ...(isGiven(containers) && { containers: await findAll((name) => content.containersNamed(name), containers) }),
    ...(isGiven(types) && { kinds: types.map((type) => kindOf(type).toLowerCase()) }),
    ...(isGiven(tags) && { chunks: await content.chunksTagged(tags, MOST_TAGGED) }),
    ...(after !== undefined && { updatedAfter: after }),
    ...(before !== undefined && { updatedBefore: before }),
  };
}

function isGiven(list: readonly string[] | undefined): list is readonly string[] {
  return list !== undefined && list.length > 0;
}

async function findAll(find: (name: string) => Promise<readonly string[]>, names: readonly string[]): Promise<readonly string[]> {
  return [...new Set((await Promise.all(names.map((name) => find(name)))).flat())];
}

function both(one: IndexScope, other: IndexScope): IndexScope {
  const sources = common(one.sources, other.sources);
  const containers = common(one.containers, other.containers);
  const kinds = common(one.kinds, other.kinds);
  const authors = common(one.authors, other.authors);
  const chunks = common(one.chunks, other.chunks);
  const after = outermost(Math.max, one.updatedAfter, other.updatedAfter);
  const before = outermost(Math.min, one.updatedBefore, other.updatedBefore);
  return {
    ...(sources !== undefined && { sources }),
    ...(containers !== undefined && { containers }),
    ...(kinds !== undefined && { kinds }),
    ...(authors !== undefined && { authors }),
    ...(chunks !== undefined && { chunks }),
    ...(after !== undefined && { updatedAfter: after }),
    ...(before !== undefined && { updatedBefore: before }),
  };
}

function common<Item>(one: readonly Item[] | undefined, other: readonly Item[] | undefined): readonly Item[] | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const allowed = new Set(other);
  return one.filter((item) => allowed.has(item));
}

function outermost(choose: (...values: number[]) => number, ...values: readonly (number | undefined)[]): number | undefined {
  const given = values.filter((value) => value !== undefined);
  return given.length === 0 ? undefined : choose(...given);
}

/** Whether a passage is where the filter says, as the database has it now: an index may lag behind a move. */
export function isWithin({ chunkId, document }: Pick<Passage, "chunkId" | "document">, { anyOf, ...filter }: IndexFilter): boolean {
  const holds = ({ sources, containers, kinds, chunks, updatedAfter = -Infinity, updatedBefore = Infinity }: IndexScope): boolean =>
    (sources?.includes(document.sourceId) ?? true) &&
    (containers === undefined || (document.containerId !== null && containers.includes(document.containerId))) &&
    (kinds?.includes(document.kind.toLowerCase()) ?? true) &&
    (chunks?.includes(chunkId) ?? true) &&
    document.updatedAt >= updatedAfter &&
    document.updatedAt < updatedBefore;
  return holds(filter) && (anyOf?.some(holds) ?? true);
}
