import { type ApiKey, createApiKey, listApiKeys, revokeApiKey } from "@smartypants/client";
import { infiniteQueryOptions, mutationOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";

const KEYS_KEY = ["api-keys"] as const;

export const keysQuery = infiniteQueryOptions({
  queryKey: KEYS_KEY,
  queryFn: ({ pageParam, signal }) =>
    unwrap(listApiKeys({ client, query: { limit: 100, all: "true", ...(pageParam !== null && { cursor: pageParam }) }, signal })),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.nextCursor,
});

export interface NewKey {
  readonly name: string;
  readonly scopes: ApiKey["scopes"];
  /** Null: until it is revoked. */
  readonly expiresAt: string | null;
}

export const createMutation = mutationOptions({
  mutationFn: (body: NewKey) => unwrap(createApiKey({ client, body })),
  onSuccess: (_made, _body, _kept, { client: queryClient }) => queryClient.invalidateQueries({ queryKey: KEYS_KEY }),
});

export const revokeMutation = mutationOptions({
  mutationFn: (id: string) => unwrap(revokeApiKey({ client, path: { id } })),
  onSuccess: (_gone, _id, _kept, { client: queryClient }) => queryClient.invalidateQueries({ queryKey: KEYS_KEY }),
});
