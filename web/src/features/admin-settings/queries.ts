import { listSettings } from "@smartypants/client";
import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";

/** Read by the server once, at its start. */
export const settingsQuery = queryOptions({
  queryKey: ["system", "settings"],
  queryFn: async ({ signal }) => (await unwrap(listSettings({ client, signal }))).items,
  staleTime: 300_000,
});
