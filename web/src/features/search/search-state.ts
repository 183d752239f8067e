const SINCE = ["week", "month", "year"] as const;
type Since = (typeof SINCE)[number];

const ORDERS = ["newest", "oldest"] as const;
export type DateOrder = (typeof ORDERS)[number];

/** The search page's address: everything about it that can be shared. */
export interface SearchState {
  readonly q?: string;
  readonly source?: readonly string[];
  readonly type?: readonly string[];
  readonly folder?: readonly string[];
  readonly author?: readonly string[];
  /** Ids of collections. */
  readonly collection?: readonly string[];
  readonly since?: Since;
  /** Days, `2026-03-31`: changed from, and up to and with. */
  readonly after?: string;
  readonly before?: string;
  /** By relevance when absent. */
  readonly sort?: DateOrder;
  /** The words alone: nothing is read into them. */
  readonly literal?: true;
  /** Id of the document in the preview. */
  readonly open?: string;
}

export const FACETS = ["source", "type", "folder", "author"] as const;
export type Facet = (typeof FACETS)[number];

/** Everything of which several can be chosen: collections are not counted in results. */
export const LISTS = [...FACETS, "collection"] as const;
export type List = (typeof LISTS)[number];

export const SINCE_OPTIONS = SINCE;

/** What an address says; whatever it says wrongly is left out. */
export function readSearchState(search: Record<string, unknown>): SearchState {
  const { q, since, after, before, sort, literal, open } = search;
  return {
    ...(typeof q === "string" && q !== "" ? { q } : {}),
    ...Object.fromEntries(LISTS.flatMap((list) => listEntry(list, search[list]))),
    ...(isSince(since) ? { since } : {}),
    ...(isDay(after) ? { after } : {}),
    ...(isDay(before) ? { before } : {}),
    ...(sort === "newest" || sort === "oldest" ? { sort } : {}),
    ...(literal === true ? { literal } : {}),
    ...(typeof open === "string" && open !== "" ? { open } : {}),
  };
}

function listEntry(list: List, value: unknown): [List, readonly string[]][] {
  const values = (Array.isArray(value) ? value : [value]).filter((each) => typeof each === "string" && each !== "");
  return values.length === 0 ? [] : [[list, values as readonly string[]]];
}

function isSince(value: unknown): value is Since {
  return SINCE.some((each) => each === value);
}

function isDay(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
}

/** The same with a value of a facet added or taken away. */
export function toggleFacet(state: SearchState, facet: List, value: string): SearchState {
  const values = state[facet] ?? [];
  const changed = values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
  const { [facet]: _before, ...rest } = state;
  return changed.length === 0 ? rest : { ...rest, [facet]: changed };
}

/** Filters in the API's words. */
export interface ApiFilters {
  sources?: string[];
  types?: string[];
  containers?: string[];
  authors?: string[];
  collections?: string[];
  after?: string;
  before?: string;
}

const DAYS: Readonly<Record<Since, number>> = { week: 7, month: 30, year: 365 };
const DAY_MS = 24 * 60 * 60 * 1000;

export function toFilters(
  { source, type, folder, author, collection, since, after, before }: SearchState,
  now: number = Date.now(),
): ApiFilters {
  const from = after ?? (since === undefined ? undefined : dayOf(now - DAYS[since] * DAY_MS));
  return {
    ...(source !== undefined && { sources: [...source] }),
    ...(type !== undefined && { types: [...type] }),
    ...(folder !== undefined && { containers: [...folder] }),
    ...(author !== undefined && { authors: [...author] }),
    ...(collection !== undefined && { collections: [...collection] }),
    ...(from !== undefined && { after: from }),
    // The API leaves out the day itself.
    ...(before !== undefined && { before: dayOf(Date.parse(before) + DAY_MS) }),
  };
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** A span of time counts as one. */
export function countFilters(state: SearchState): number {
  const hasTime = state.since !== undefined || state.after !== undefined || state.before !== undefined;
  return LISTS.reduce((sum, list) => sum + (state[list]?.length ?? 0), hasTime ? 1 : 0);
}

/** The same with another span of time, or none: one of the given ones, or days of one's own. */
export function withTime<State extends SearchState>(state: State, time: Pick<SearchState, "since" | "after" | "before">): State {
  const { since: _since, after: _after, before: _before, ...rest } = state;
  return { ...rest, ...time } as State;
}

/** The same without anything that narrows it. */
export function withoutFilters<State extends SearchState>(state: State): State {
  const rest = withTime(state, {});
  return Object.fromEntries(Object.entries(rest).filter(([name]) => !LISTS.some((list) => list === name))) as State;
}
