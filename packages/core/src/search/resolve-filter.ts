import type { ActorScope } from "../ports/database/actor-scope.ts";
import type { CollectionFilter } from "../ports/database/assistants.ts";
import type { IndexFilter } from "../ports/indexes.ts";
import type { ParsedQuery } from "./parse-query.ts";

/** Filters beside the query; they and the operators inside it narrow together. */
export interface SearchFilters {
  /** Ids or names of sources. */
  readonly sources?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
  /** Ids, titles or paths of containers, with everything below. */
  readonly containers?: readonly string[] | undefined;
  readonly authors?: readonly string[] | undefined;
  /** Milliseconds since 1970, inclusive. */
  readonly after?: number | undefined;
  /** Exclusive. */
  readonly before?: number | undefined;
  /** Of the documents' metadata, in any case. */
  readonly tags?: readonly string[] | undefined;
  /** Ids of collections, of which one must hold; those that the actor may not use hold nothing. */
  readonly collections?: readonly string[] | undefined;
  /** Set by an assistant, never by a caller: of each group one must hold. */
  readonly within?: readonly (readonly CollectionFilter[])[] | undefined;
}

/** Names that match nothing the actor may see give an empty list, which matches nothing: a filter can only narrow. */
export async function resolveFilter(content: ActorScope["content"], parsed: ParsedQuery, filters: SearchFilters): Promise<IndexFilter> {
  const { ids } = await content.readableAcls();
  const sources = await narrow((name) => content.sourcesNamed(name), parsed.source, filters.sources);
  const containers = await narrow((name) => content.containersNamed(name), parsed.in, filters.containers);
  const kinds = lowered(parsed.type.map(kindOf), filters.types?.map(kindOf));
  const authors = lowered(parsed.from, filters.authors);
  const after = latest(parsed.after, filters.after);
  const before = earliest(parsed.before, filters.before);
  return {
    acls: ids,
    ...(sources !== undefined && { sources }),
    ...(containers !== undefined && { containers }),
    ...(kinds !== undefined && { kinds }),
    ...(authors !== undefined && { authors }),
    ...(after !== undefined && { updatedAfter: after }),
    ...(before !== undefined && { updatedBefore: before }),
  };
}

/** A map: the words are people's own, and an object has names like `constructor` without having been given them. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["md", "markdown"],
  ["txt", "text"],
  ["htm", "html"],
  ["csv", "table"],
  ["spreadsheet", "table"],
  ["source", "code"],
]);

/** The kind of document that a word for a type stands for. */
export function kindOf(type: string): string {
  return ALIASES.get(type.toLowerCase()) ?? type;
}

async function narrow(
  find: (name: string) => Promise<readonly string[]>,
  operators: readonly string[],
  filters: readonly string[] | undefined,
): Promise<readonly string[] | undefined> {
  const fromOperators = operators.length === 0 ? undefined : await findAll(find, operators);
  const fromFilters = filters === undefined || filters.length === 0 ? undefined : await findAll(find, filters);
  if (fromOperators === undefined || fromFilters === undefined) return fromOperators ?? fromFilters;
  const allowed = new Set(fromFilters);
  return fromOperators.filter((id) => allowed.has(id));
}

async function findAll(find: (name: string) => Promise<readonly string[]>, names: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(names.map((name) => find(name)));
  return [...new Set(found.flat())];
}

function lowered(operators: readonly string[], filters: readonly string[] | undefined): readonly string[] | undefined {
  if (operators.length === 0 && (filters === undefined || filters.length === 0)) return undefined;
  const one = operators.map((value) => value.toLowerCase());
  const other = (filters ?? []).map((value) => value.toLowerCase());
  if (one.length === 0 || other.length === 0) return [...one, ...other];
  return one.filter((value) => other.includes(value));
}

function latest(one: number | null, other: number | undefined): number | undefined {
  return one === null ? other : Math.max(one, other ?? one);
}

function earliest(one: number | null, other: number | undefined): number | undefined {
  return one === null ? other : Math.min(one, other ?? one);
}
