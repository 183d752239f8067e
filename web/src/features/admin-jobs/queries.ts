import { cancelJob, listJobs, retryJob } from "@smartypants/client";
import { infiniteQueryOptions, keepPreviousData, mutationOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";
import type { JobState } from "./jobs-state.ts";

const JOBS_KEY = ["jobs"] as const;
const POLL_MS = 3_000;

export const jobsQuery = (state: JobState | undefined) =>
  infiniteQueryOptions({
    queryKey: [...JOBS_KEY, state ?? "all"],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        listJobs({
          client,
          query: { limit: 50, ...(state !== undefined && { state }), ...(pageParam !== null && { cursor: pageParam }) },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });

export const retryMutation = mutationOptions({
  mutationFn: (id: string) => unwrap(retryJob({ client, path: { id } })),
  onSettled: (_done, _error, _id, _kept, { client: queryClient }) => queryClient.invalidateQueries({ queryKey: JOBS_KEY }),
});

export const cancelMutation = mutationOptions({
  mutationFn: (id: string) => unwrap(cancelJob({ client, path: { id } })),
  onSettled: (_done, _error, _id, _kept, { client: queryClient }) => queryClient.invalidateQueries({ queryKey: JOBS_KEY }),
});
