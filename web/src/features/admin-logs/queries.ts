import { listLogLines, logFacts, type ListLogLinesData } from "@smartypants/client";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";
import type { LogsState } from "./logs-state.ts";

const FOLLOW_MS = 2_000;
const PAGE = 100;

type Filter = Omit<NonNullable<ListLogLinesData["query"]>, "cursor" | "limit">;

const FIELDS = { request: "requestId", job: "jobId", run: "runId", source: "sourceId" } as const;

function filterOf({ by, id, ...rest }: LogsState): Filter {
  return { ...rest, ...(by !== undefined && id !== undefined && { [FIELDS[by]]: id }) };
}

/** Newest first. While it is followed the newest page is asked for again and again. */
export const logsQuery = (state: LogsState, isFollowed: boolean) =>
  infiniteQueryOptions({
    queryKey: ["logs", "lines", state],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filterOf(state), limit: PAGE, ...(pageParam !== null && { cursor: pageParam }) };
      return unwrap(listLogLines({ client, query, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    staleTime: 0,
    refetchInterval: isFollowed ? FOLLOW_MS : false,
    // Older pages do not move under who reads them.
    refetchOnReconnect: isFollowed,
  });

export const logFactsQuery = queryOptions({
  queryKey: ["logs", "facts"],
  queryFn: ({ signal }) => unwrap(logFacts({ client, signal })),
  refetchInterval: 10_000,
});

/** Where the browser fetches the lines that match as a file. */
export function exportAddress(state: LogsState): string {
  const query = new URLSearchParams(Object.entries(filterOf(state)).map(([name, value]) => [name, value]));
  return `/api/v1/logs/export?${query.toString()}`;
}
