import {
  deleteSavedSearch,
  listSavedSearches,
  type SavedSearch,
  saveSearch,
  search,
  type SearchHit,
  type SearchResponse,
  updateSavedSearch,
} from "@smartypants/client";
import { infiniteQueryOptions, keepPreviousData, mutationOptions, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";
import { problemOf } from "./query-syntax.ts";
import { type DateOrder, type Facet, type SearchState, toFilters } from "./search-state.ts";

const PAGE = 20;
const LARGEST_PAGE = 50;

function isAskable({ q = "" }: SearchState): boolean {
  return q.trim() !== "" && problemOf(q) === null;
}

function orderOf({ sort }: SearchState): "relevance" | DateOrder {
  return sort ?? "relevance";
}

/** Results in pages; those of the query before stay while the next are on their way. */
export const resultsQuery = (state: SearchState) => {
  const request = {
    query: state.q ?? "",
    filters: toFilters(state),
    sort: orderOf(state),
    literal: state.literal === true,
    limit: PAGE,
    explain: true,
  };
  return infiniteQueryOptions({
    queryKey: ["search", request],
    queryFn: ({ pageParam, signal }) =>
      unwrap(search({ client, body: { ...request, ...(pageParam !== null && { cursor: pageParam }) }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    enabled: isAskable(state),
  });
};

/** The first few, for a list that is not the search page. */
export const searchQuery = (state: SearchState) => {
  const request = { query: state.q ?? "", filters: toFilters(state), limit: 6 };
  return queryOptions({
    queryKey: ["search", "few", request],
    queryFn: ({ signal }) => unwrap(search({ client, body: request, signal })),
    placeholderData: keepPreviousData,
  });
};

/** Counts of a facet as if nothing in it were chosen: its other values would vanish otherwise, and nobody could add one. */
export const facetQuery = (state: SearchState, facet: Facet) => {
  const { [facet]: chosen, ...others } = state;
  const request = { query: state.q ?? "", filters: toFilters(others), limit: 1 };
  return queryOptions({
    queryKey: ["search", "facet", facet, request],
    queryFn: ({ signal }) => unwrap(search({ client, body: request, signal })),
    placeholderData: keepPreviousData,
    enabled: chosen !== undefined && isAskable(state),
  });
};

/** Asks once more what has found nothing, saying that it was typed to its end. */
export function countMiss(query: string): Promise<unknown> {
  return unwrap(search({ client, body: { query, limit: 1, finished: true } }));
}

export const savedSearchesQuery = queryOptions({
  queryKey: ["searches"],
  queryFn: async ({ signal }) => (await unwrap(listSavedSearches({ client, signal }))).items,
});

export const saveSearchMutation = mutationOptions({
  mutationFn: (body: Pick<SavedSearch, "name" | "query" | "filters" | "sort">) => unwrap(saveSearch({ client, body })),
});

export const renameSearchMutation = mutationOptions({
  mutationFn: ({ id, name }: { readonly id: string; readonly name: string }) =>
    unwrap(updateSavedSearch({ client, path: { id }, body: { name } })),
});

export const deleteSearchMutation = mutationOptions({ mutationFn: (id: string) => unwrap(deleteSavedSearch({ client, path: { id } })) });

/** All results there are, at most 200. */
export async function fetchAllResults(state: SearchState): Promise<readonly SearchHit[]> {
  const hits: SearchHit[] = [];
  const request = { query: state.q ?? "", filters: toFilters(state), sort: orderOf(state), limit: LARGEST_PAGE };
  let cursor: string | null = null;
  do {
    const page: SearchResponse = await unwrap(search({ client, body: { ...request, ...(cursor !== null && { cursor }) } }));
    hits.push(...page.hits);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return hits;
}
