import { changeSettings, listSettings, readSettings, type RuntimeSettings } from "@smartypants/client";
import { mutationOptions, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";
import { sessionQuery } from "../auth/queries.ts";

/** Read by the server once, at its start; the others have a list of their own. */
export const startSettingsQuery = queryOptions({
  queryKey: ["system", "settings"],
  queryFn: async ({ signal }) => (await unwrap(listSettings({ client, signal }))).items.filter(({ editable }) => !editable),
  staleTime: 300_000,
});

/** Changed here while the server runs. */
export const settingsQuery = queryOptions({
  queryKey: ["settings"],
  queryFn: ({ signal }) => unwrap(readSettings({ client, signal })),
  staleTime: 0,
});

export type SettingValue = RuntimeSettings["items"][number]["value"];

interface Change {
  readonly version: number;
  /** By key; null for the default. */
  readonly values: Readonly<Record<string, SettingValue | null>>;
}

export const changeMutation = mutationOptions({
  mutationFn: ({ version, values }: Change) => unwrap(changeSettings({ client, body: { version, values: { ...values } } })),
  onSuccess: (changed, _change, _kept, { client: queryClient }) => {
    queryClient.setQueryData(settingsQuery.queryKey, changed);
    // What is switched off is hidden on this page too.
    void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
  },
});
