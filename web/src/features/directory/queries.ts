import { findPrincipals } from "@smartypants/client";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";

/** Fewer letters would fit everybody. */
export const LEAST_LETTERS = 2;
const KEPT_MS = 60_000;

/** A few people and groups that begin as it is typed, for editors. */
export const directoryQuery = (text: string) =>
  queryOptions({
    queryKey: ["directory", text],
    queryFn: ({ signal }) => unwrap(findPrincipals({ client, query: { query: text }, signal })),
    staleTime: KEPT_MS,
    placeholderData: keepPreviousData,
  });
