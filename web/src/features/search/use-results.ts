import { useInfiniteQuery } from "@tanstack/react-query";
import type { SearchHit, SearchResponse } from "@smartypants/client";
import { resultsQuery } from "./queries.ts";
import type { SearchState } from "./search-state.ts";

export type SearchPageData = SearchResponse;

export interface Results {
  readonly hits: readonly SearchHit[];
  /** The first page, which has what is true of all of them. */
  readonly first: SearchPageData | undefined;
  readonly isLoading: boolean;
  /** Shows the results of the query before. */
  readonly isStale: boolean;
  readonly error: unknown;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
  readonly retry: () => void;
}

export function useResults(state: SearchState): Results {
  const query = useInfiniteQuery(resultsQuery(state));
  const pages = query.data?.pages ?? [];
  return {
    hits: pages.flatMap((page) => page.hits),
    first: pages[0],
    isLoading: query.isLoading,
    isStale: query.isPlaceholderData,
    error: query.error,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  };
}
