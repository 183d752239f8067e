import { getSurvey, listSourceGroups, startSurvey, stopSurvey } from "@smartypants/client";
import { infiniteQueryOptions, keepPreviousData, mutationOptions, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../../app/api.ts";
import type { Given } from "../queries.ts";

const RUNNING_MS = 500;
const RESTING_MS = 60_000;
const PAGE = 50;

export interface SurveyStart {
  readonly given: Given;
  readonly isCounted: boolean;
  readonly isFresh: boolean;
}

export const startMutation = mutationOptions({
  mutationFn: ({ given: { connector, settings, credential, credentialHandle, sourceId }, isCounted, isFresh }: SurveyStart) =>
    unwrap(
      startSurvey({
        client,
        body: {
          connector,
          settings,
          isCounted,
          isFresh,
          ...(credential !== undefined && { credential }),
          ...(credentialHandle !== undefined && { credentialHandle }),
          ...(sourceId !== undefined && { sourceId }),
        },
      }),
    ),
});

/** Asked for until it has ended. */
export const surveyQuery = (id: string) =>
  queryOptions({
    queryKey: ["survey", id],
    queryFn: ({ signal }) => unwrap(getSurvey({ client, path: { id }, signal })),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.state === "running" ? RUNNING_MS : false),
    retry: false,
  });

export const stopMutation = mutationOptions({ mutationFn: (id: string) => unwrap(stopSurvey({ client, path: { id } })) });

export const sourceGroupsQuery = (id: string, text: string) =>
  infiniteQueryOptions({
    queryKey: ["sources", id, "groups", text],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        listSourceGroups({
          client,
          path: { id },
          query: { limit: PAGE, ...(text !== "" && { q: text }), ...(pageParam !== null && { cursor: pageParam }) },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: RESTING_MS,
  });
