import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { readableSourcesQuery } from "../documents/browse/queries.ts";
import { KINDS } from "../documents/kind-name.ts";
import { type KnownValues, recentDays } from "./operators.ts";
import type { SearchPageData } from "./use-results.ts";

/** What can stand behind an operator: of the results at hand and the sources this person may read, and of nothing else. */
export function useKnownValues(facets: SearchPageData["facets"] | undefined): KnownValues {
  const { data: sources } = useQuery(readableSourcesQuery);
  return useMemo(() => {
    const days = recentDays(new Date());
    return {
      from: facets?.authors.map(({ label }) => label) ?? [],
      in: facets?.folders.map(({ label }) => label) ?? [],
      type: KINDS,
      source: sources?.map(({ name }) => name) ?? [],
      after: days,
      before: days,
    };
  }, [facets, sources]);
}
