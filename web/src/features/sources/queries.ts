import {
  addSampleSource,
  cancelSyncRun,
  checkSource,
  createSource,
  deleteSource,
  getConnectorChoices,
  getConnectorGuide,
  getSource,
  ignoreItems,
  listConnectors,
  listItemReasons,
  listItems,
  listSources,
  listSyncRuns,
  pauseSource,
  resumeSource,
  retryItems,
  type Source,
  type SourceAccess,
  startConnectorSignIn,
  syncSource,
  updateSource,
} from "@smartypants/client";
import { infiniteQueryOptions, keepPreviousData, mutationOptions, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";
import type { LedgerFilter } from "./ledger-state.ts";
import { isUnderWay } from "./source-state.ts";

const RUNNING_MS = 1_500;
const RESTING_MS = 15_000;
const PAGE = 100;

/** Often while something runs, so that its numbers move. */
function pollMs(sources: readonly Source[] | undefined): number {
  return (sources ?? []).some(isUnderWay) ? RUNNING_MS : RESTING_MS;
}

export const sourcesQuery = queryOptions({
  queryKey: ["sources"],
  queryFn: async ({ signal }) => (await unwrap(listSources({ client, signal }))).items,
  refetchInterval: ({ state }) => pollMs(state.data),
});

export const sourceQuery = (id: string) =>
  queryOptions({
    queryKey: ["sources", id],
    queryFn: ({ signal }) => unwrap(getSource({ client, path: { id }, signal })),
    refetchInterval: ({ state }) => pollMs(state.data === undefined ? [] : [state.data]),
  });

export const connectorsQuery = queryOptions({
  queryKey: ["connectors"],
  queryFn: async ({ signal }) => (await unwrap(listConnectors({ client, signal }))).items,
  staleTime: Number.POSITIVE_INFINITY,
});

/** What has to be done at the source before it can be connected. */
export const guideQuery = (id: string, settings: Readonly<Record<string, unknown>>) =>
  queryOptions({
    queryKey: ["connectors", id, "guide", settings],
    queryFn: async ({ signal }) => (await unwrap(getConnectorGuide({ client, path: { id }, body: { settings }, signal }))).steps,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });

/** A connector with what has been entered for it, or the source whose stored credential stands in. */
export interface Given {
  readonly connector: string;
  readonly settings: Record<string, unknown>;
  readonly credential?: Record<string, unknown>;
  readonly credentialHandle?: string;
  readonly sourceId?: string;
}

/** What can be picked for a setting. */
export const choicesMutation = mutationOptions({
  mutationFn: ({ connector, setting, typed, ...given }: Given & { readonly setting: string; readonly typed: string }) =>
    unwrap(getConnectorChoices({ client, path: { id: connector }, body: { setting, typed, ...given } })),
});

/** Where the browser goes to sign in at the source. */
export const signInMutation = mutationOptions({
  mutationFn: ({ connector, settings, credential = {}, returnTo }: Given & { readonly returnTo: string }) =>
    unwrap(startConnectorSignIn({ client, path: { id: connector }, body: { settings, credential, returnTo } })),
});

export const runsQuery = (id: string, isFast: boolean) =>
  infiniteQueryOptions({
    queryKey: ["sources", id, "runs"],
    queryFn: ({ pageParam, signal }) =>
      unwrap(listSyncRuns({ client, path: { id }, query: { limit: 20, ...(pageParam !== null && { cursor: pageParam }) }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: isFast ? RUNNING_MS * 2 : RESTING_MS,
  });

export interface ItemsFilter {
  readonly state: LedgerFilter;
  readonly reason?: string | undefined;
  readonly q?: string | undefined;
}

export const itemsQuery = (id: string, { state, reason, q }: ItemsFilter) =>
  infiniteQueryOptions({
    queryKey: ["sources", id, "items", { state, reason, q }],
    queryFn: ({ pageParam, signal }) => {
      const query = { state, limit: PAGE, ...(reason !== undefined && { reason }), ...(q !== undefined && { q }) };
      return unwrap(listItems({ client, path: { id }, query: { ...query, ...(pageParam !== null && { cursor: pageParam }) }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: RESTING_MS,
  });

export const reasonsQuery = (id: string, isFast: boolean) =>
  queryOptions({
    queryKey: ["sources", id, "reasons"],
    queryFn: async ({ signal }) => (await unwrap(listItemReasons({ client, path: { id }, signal }))).items,
    refetchInterval: isFast ? RUNNING_MS * 2 : RESTING_MS,
  });

export interface NewSource extends Omit<Given, "sourceId"> {
  readonly name: string;
  readonly access: SourceAccess;
  readonly schedule: string | null;
}

export const checkMutation = mutationOptions({
  mutationFn: (body: Given & { readonly access: SourceAccess }) => unwrap(checkSource({ client, body })),
});

/** Connects a source and has it synced for the first time. */
export const createMutation = mutationOptions({
  mutationFn: async (body: NewSource) => {
    const source = await unwrap(createSource({ client, body }));
    await unwrap(syncSource({ client, path: { id: source.id }, body: {} }));
    return source;
  },
});

export const sampleMutation = mutationOptions({ mutationFn: () => unwrap(addSampleSource({ client })) });

export interface SourceChange {
  readonly id: string;
  readonly name?: string;
  readonly settings?: Record<string, unknown>;
  readonly credential?: Record<string, unknown>;
  readonly credentialHandle?: string;
  readonly access?: SourceAccess;
  readonly schedule?: string | null;
}

export const updateMutation = mutationOptions({
  mutationFn: ({ id, ...body }: SourceChange) => unwrap(updateSource({ client, path: { id }, body })),
});

export const deleteMutation = mutationOptions({ mutationFn: (id: string) => unwrap(deleteSource({ client, path: { id } })) });

export const pauseMutation = mutationOptions({
  mutationFn: ({ id, isPaused }: { readonly id: string; readonly isPaused: boolean }) =>
    unwrap(isPaused ? pauseSource({ client, path: { id } }) : resumeSource({ client, path: { id } })),
});

export const syncMutation = mutationOptions({
  mutationFn: ({ id, confirmRemoval = false }: { readonly id: string; readonly confirmRemoval?: boolean }) =>
    unwrap(syncSource({ client, path: { id }, body: confirmRemoval ? { confirmRemoval } : {} })),
});

export const cancelMutation = mutationOptions({ mutationFn: (runId: string) => unwrap(cancelSyncRun({ client, path: { id: runId } })) });

export const retryMutation = mutationOptions({
  mutationFn: ({ id, externalIds }: { readonly id: string; readonly externalIds?: string[] }) =>
    unwrap(retryItems({ client, path: { id }, body: externalIds === undefined ? {} : { externalIds } })),
});

export const ignoreMutation = mutationOptions({
  mutationFn: ({ id, externalIds, ignored }: { readonly id: string; readonly externalIds: string[]; readonly ignored: boolean }) =>
    unwrap(ignoreItems({ client, path: { id }, body: { externalIds, ignored } })),
});
