const SINCE = ["week", "month", "year"] as const;
type Since = (typeof SINCE)[number];

/** The search page's address: everything about it that can be shared. */
export interface SearchState {
  readonly q?: string;
  readonly source?: readonly string[];
  readonly type?: readonly string[];
  readonly folder?: readonly string[];
  readonly author?: readonly string[];
  readonly since?: Since;
  /** Id of the document in the preview. */
  readonly open?: string;
}

export const FACETS = ["source", "type", "folder", "author"] as const;
export type Facet = (typeof FACETS)[number];

export const SINCE_OPTIONS = SINCE;

/** What an address says; whatever it says wrongly is left out. */
export function readSearchState(search: Record<string, unknown>): SearchState {
  const { q, since, open } = search;
  return {
    ...(typeof q === "string" && q !== "" ? { q } : {}),
    ...Object.fromEntries(FACETS.flatMap((facet) => listEntry(facet, search[facet]))),
    ...(isSince(since) ? { since } : {}),
    ...(typeof open === "string" && open !== "" ? { open } : {}),
  };
}

function listEntry(facet: Facet, value: unknown): [Facet, readonly string[]][] {
  const values = (Array.isArray(value) ? value : [value]).filter((each) => typeof each === "string" && each !== "");
  return values.length === 0 ? [] : [[facet, values as readonly string[]]];
}

function isSince(value: unknown): value is Since {
  return SINCE.some((each) => each === value);
}

/** The same with a value of a facet added or taken away. */
export function toggleFacet(state: SearchState, facet: Facet, value: string): SearchState {
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
  after?: string;
}

const DAYS: Readonly<Record<Since, number>> = { week: 7, month: 30, year: 365 };
const DAY_MS = 24 * 60 * 60 * 1000;

export function toFilters({ source, type, folder, author, since }: SearchState, now: number = Date.now()): ApiFilters {
  return {
    ...(source !== undefined && { sources: [...source] }),
    ...(type !== undefined && { types: [...type] }),
    ...(folder !== undefined && { containers: [...folder] }),
    ...(author !== undefined && { authors: [...author] }),
    ...(since !== undefined && { after: new Date(now - DAYS[since] * DAY_MS).toISOString().slice(0, 10) }),
  };
}

export function countFilters(state: SearchState): number {
  return FACETS.reduce((sum, facet) => sum + (state[facet]?.length ?? 0), state.since === undefined ? 0 : 1);
}
