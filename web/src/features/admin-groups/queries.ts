import {
  addGroupMembers,
  createGroup,
  deleteGroup,
  getGroup,
  listGroupMembers,
  listGroups,
  removeGroupMember,
  updateGroup,
} from "@smartypants/client";
import { infiniteQueryOptions, mutationOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";

const GROUPS_KEY = ["groups"] as const;

const refresh = {
  onSuccess: (_done: unknown, _asked: unknown, _kept: unknown, context: { client: QueryClient }) =>
    context.client.invalidateQueries({ queryKey: GROUPS_KEY }),
};

export const groupsQuery = infiniteQueryOptions({
  queryKey: [...GROUPS_KEY, "list"],
  queryFn: ({ pageParam, signal }) =>
    unwrap(listGroups({ client, query: { limit: 100, ...(pageParam !== null && { cursor: pageParam }) }, signal })),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.nextCursor,
});

export const groupQuery = (id: string) =>
  queryOptions({ queryKey: [...GROUPS_KEY, "one", id], queryFn: ({ signal }) => unwrap(getGroup({ client, path: { id }, signal })) });

export const membersQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...GROUPS_KEY, "members", id],
    queryFn: ({ pageParam, signal }) =>
      unwrap(listGroupMembers({ client, path: { id }, query: { limit: 100, ...(pageParam !== null && { cursor: pageParam }) }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });

export const createMutation = mutationOptions({
  mutationFn: (body: { readonly name: string; readonly description: string }) => unwrap(createGroup({ client, body })),
  ...refresh,
});

export const updateMutation = mutationOptions({
  mutationFn: ({ id, ...body }: { readonly id: string; readonly name: string; readonly description: string }) =>
    unwrap(updateGroup({ client, path: { id }, body })),
  ...refresh,
});

export const deleteMutation = mutationOptions({
  mutationFn: (id: string) => unwrap(deleteGroup({ client, path: { id } })),
  // The page may still show what is gone for a moment: that is not asked for again.
  onSuccess: (_gone, id, _kept, { client: cache }) =>
    cache.invalidateQueries({ queryKey: GROUPS_KEY, predicate: ({ queryKey }) => !queryKey.includes(id) }),
});

export const addMembersMutation = mutationOptions({
  mutationFn: ({ id, userIds }: { readonly id: string; readonly userIds: string[] }) =>
    unwrap(addGroupMembers({ client, path: { id }, body: { userIds } })),
  ...refresh,
});

export const removeMemberMutation = mutationOptions({
  mutationFn: ({ id, userId }: { readonly id: string; readonly userId: string }) =>
    unwrap(removeGroupMember({ client, path: { id, userId } })),
  ...refresh,
});
