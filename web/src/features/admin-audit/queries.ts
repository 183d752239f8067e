import { listAuditEvents } from "@smartypants/client";
import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";

export interface AuditFilter {
  readonly actor?: string;
  readonly type?: string;
  readonly action?: string;
  readonly object?: string;
}

export const auditQuery = ({ actor, type, action, object }: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ["audit", { actor, type, action, object }],
    queryFn: ({ pageParam, signal }) => {
      const filter = {
        ...(actor !== undefined && { actor }),
        ...(type !== undefined && { objectType: type }),
        ...(action !== undefined && { action }),
        ...(object !== undefined && { objectId: object }),
      };
      return unwrap(listAuditEvents({ client, query: { limit: 50, ...filter, ...(pageParam !== null && { cursor: pageParam }) }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
