import { makeBackup, rebuildIndexes, systemHealth, systemOverview } from "@smartypants/client";
import { mutationOptions, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";

const POLL_MS = 5_000;
const CHECKS_FRESH_MS = 60_000;

export const overviewQuery = queryOptions({
  queryKey: ["system", "overview"],
  queryFn: ({ signal }) => unwrap(systemOverview({ client, signal })),
  refetchInterval: POLL_MS,
});

/** Reads much, so it is not asked again by itself. */
export const checksQuery = queryOptions({
  queryKey: ["system", "checks"],
  queryFn: async ({ signal }) => ({ ...(await unwrap(systemHealth({ client, signal }))), at: Date.now(), isDeep: false }),
  staleTime: CHECKS_FRESH_MS,
});

/** Every document instead of some; its report takes the place of the short one. */
export const deepCheckMutation = mutationOptions({
  mutationFn: async () => ({ ...(await unwrap(systemHealth({ client, query: { deep: "true" } }))), at: Date.now(), isDeep: true }),
  onSuccess: (report, _asked, _kept, { client: queryClient }) => queryClient.setQueryData(checksQuery.queryKey, report),
});

export const rebuildMutation = mutationOptions({ mutationFn: () => unwrap(rebuildIndexes({ client })) });

export const backupMutation = mutationOptions({
  mutationFn: (password: string) => unwrap(makeBackup({ client, body: { password } })),
  onSuccess: (_made, _asked, _kept, { client: queryClient }) => queryClient.invalidateQueries({ queryKey: overviewQuery.queryKey }),
});

/** Where the browser fetches a backup that was made. */
export function backupAddress(id: string): string {
  return `/api/v1/system/backups/${encodeURIComponent(id)}`;
}
