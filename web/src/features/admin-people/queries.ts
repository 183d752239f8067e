import {
  createInvite,
  createPasswordLink,
  type Erasure,
  eraseUser,
  getErasure,
  getUser,
  getUserData,
  listGroups,
  listInvites,
  listUserLinkedAccounts,
  listUsers,
  listUserSessions,
  revokeInvite,
  revokeUserSession,
  revokeUserSessions,
  unlinkUserAccount,
  updateUser,
  type User,
} from "@smartypants/client";
import { infiniteQueryOptions, keepPreviousData, mutationOptions, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";

type Role = User["role"];

/** Everything that lists people begins with it. */
export const PEOPLE_KEY = ["people"] as const;

export const peopleQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: [...PEOPLE_KEY, "list", q],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        listUsers({
          client,
          query: { limit: 100, ...(q !== "" && { query: q }), ...(pageParam !== null && { cursor: pageParam }) },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  });

/** Some people whose name or address holds the text, for choosing among them. */
export const findPeopleQuery = (q: string) =>
  queryOptions({
    queryKey: [...PEOPLE_KEY, "find", q],
    queryFn: async ({ signal }) =>
      (await unwrap(listUsers({ client, query: { limit: 200, ...(q !== "" && { query: q }) }, signal }))).items,
    placeholderData: keepPreviousData,
  });

export const personQuery = (id: string) =>
  queryOptions({ queryKey: [...PEOPLE_KEY, "one", id], queryFn: ({ signal }) => unwrap(getUser({ client, path: { id }, signal })) });

export const sessionsQuery = (id: string) =>
  queryOptions({
    queryKey: [...PEOPLE_KEY, "sessions", id],
    queryFn: async ({ signal }) => (await unwrap(listUserSessions({ client, path: { id }, signal }))).items,
  });

export const linkedAccountsQuery = (id: string) =>
  queryOptions({
    queryKey: [...PEOPLE_KEY, "linked-accounts", id],
    queryFn: async ({ signal }) => (await unwrap(listUserLinkedAccounts({ client, path: { id }, signal }))).items,
  });

export const unlinkMutation = mutationOptions({
  mutationFn: ({ id, accountId }: { readonly id: string; readonly accountId: string }) =>
    unwrap(unlinkUserAccount({ client, path: { id, accountId } })),
});

export const invitesQuery = queryOptions({
  queryKey: ["invites"],
  queryFn: async ({ signal }) => (await unwrap(listInvites({ client, query: { limit: 200 }, signal }))).items,
});

export const groupChoicesQuery = queryOptions({
  queryKey: ["groups", "choices"],
  queryFn: async ({ signal }) => (await unwrap(listGroups({ client, query: { limit: 200 }, signal }))).items,
});

export const inviteMutation = mutationOptions({
  mutationFn: (body: { readonly email: string; readonly role: Role; readonly groupIds: string[] }) =>
    unwrap(createInvite({ client, body })),
});

export const revokeInviteMutation = mutationOptions({ mutationFn: (id: string) => unwrap(revokeInvite({ client, path: { id } })) });

export const updateMutation = mutationOptions({
  mutationFn: ({ id, ...body }: { readonly id: string; readonly name?: string; readonly role?: Role; readonly disabled?: boolean }) =>
    unwrap(updateUser({ client, path: { id }, body })),
});

export const personDataQuery = (id: string) =>
  queryOptions({
    queryKey: [...PEOPLE_KEY, "data", id],
    queryFn: ({ signal }) => unwrap(getUserData({ client, path: { id }, signal })),
    // What is announced is what there is now.
    staleTime: 0,
    gcTime: 0,
  });

/** A link rather than a request: the browser writes the archive to the disk while it is made. */
export function exportAddress(id: string): string {
  return `/api/v1/users/${encodeURIComponent(id)}/export`;
}

export const eraseMutation = mutationOptions({ mutationFn: (id: string) => unwrap(eraseUser({ client, path: { id } })) });

const LOOK_MS = 700;

export const erasureQuery = (begun: Erasure) =>
  queryOptions({
    queryKey: ["erasure", begun.id],
    queryFn: ({ signal }) => unwrap(getErasure({ client, path: { id: begun.id }, signal })),
    refetchInterval: ({ state }) => (state.data?.finishedAt !== undefined && state.data.finishedAt !== null ? false : LOOK_MS),
  });

export const passwordLinkMutation = mutationOptions({ mutationFn: (id: string) => unwrap(createPasswordLink({ client, path: { id } })) });

export const revokeSessionMutation = mutationOptions({
  mutationFn: ({ id, sessionId }: { readonly id: string; readonly sessionId: string }) =>
    unwrap(revokeUserSession({ client, path: { id, sessionId } })),
});

export const revokeSessionsMutation = mutationOptions({ mutationFn: (id: string) => unwrap(revokeUserSessions({ client, path: { id } })) });
