import { listDocuments } from "@smartypants/client";
import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";

const SHOWN = 5;

/** A few documents that the reader may open, so that an empty field is not all there is. */
export const recentDocumentsQuery = queryOptions({
  queryKey: ["documents", "recent"],
  queryFn: ({ signal }) => unwrap(listDocuments({ client, query: { limit: SHOWN }, signal })),
});
