import {
  createSignInProvider,
  type CreateSignInProviderData,
  deleteSignInProvider,
  listGroups,
  listSignInProviders,
  setPasswordSignIn,
  testSignInProvider,
  updateSignInProvider,
  type UpdateSignInProviderData,
} from "@smartypants/client";
import { mutationOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";

const KEY = ["sign-in-providers"] as const;

const refresh = {
  onSuccess: (_done: unknown, _asked: unknown, _kept: unknown, context: { readonly client: QueryClient }) =>
    Promise.all([
      context.client.invalidateQueries({ queryKey: KEY }),
      // What the sign-in page shows.
      context.client.invalidateQueries({ queryKey: ["sign-in-methods"] }),
    ]),
};

/** All providers, and whether passwords are accepted. */
export const providersQuery = queryOptions({ queryKey: KEY, queryFn: ({ signal }) => unwrap(listSignInProviders({ client, signal })) });

export const groupChoicesQuery = queryOptions({
  queryKey: ["groups", "choices"],
  queryFn: async ({ signal }) => (await unwrap(listGroups({ client, query: { limit: 200 }, signal }))).items,
});

export type NewProvider = CreateSignInProviderData["body"];
export type ProviderChange = UpdateSignInProviderData["body"];

export const createMutation = mutationOptions({
  mutationFn: (body: NewProvider) => unwrap(createSignInProvider({ client, body })),
  ...refresh,
});

export const updateMutation = mutationOptions({
  mutationFn: ({ id, change }: { readonly id: string; readonly change: ProviderChange }) =>
    unwrap(updateSignInProvider({ client, path: { id }, body: change })),
  ...refresh,
});

export const deleteMutation = mutationOptions({
  mutationFn: (id: string) => unwrap(deleteSignInProvider({ client, path: { id } })),
  ...refresh,
});

export const testMutation = mutationOptions({ mutationFn: (id: string) => unwrap(testSignInProvider({ client, path: { id } })) });

export const passwordsMutation = mutationOptions({
  mutationFn: (passwords: boolean) => unwrap(setPasswordSignIn({ client, body: { passwords } })),
  ...refresh,
});
