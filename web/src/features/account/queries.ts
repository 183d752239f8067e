import {
  changeMyPassword,
  createApiKey,
  getMyData,
  type CreateApiKeyData,
  linkAccount,
  listApiKeys,
  listMyLinkedAccounts,
  listMySessions,
  revokeApiKey,
  revokeMyOtherSessions,
  revokeMySession,
  unlinkMyAccount,
  updateMe,
} from "@smartypants/client";
import { mutationOptions, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";

export const sessionsQuery = queryOptions({
  queryKey: ["me", "sessions"],
  queryFn: ({ signal }) => unwrap(listMySessions({ client, signal })),
});

export const apiKeysQuery = queryOptions({
  queryKey: ["me", "api-keys"],
  queryFn: ({ signal }) => unwrap(listApiKeys({ client, signal })),
});

export const linkedAccountsQuery = queryOptions({
  queryKey: ["me", "linked-accounts"],
  queryFn: ({ signal }) => unwrap(listMyLinkedAccounts({ client, signal })),
});

/** Counted anew whenever the page is opened: it is what is stored now. */
export const myDataQuery = queryOptions({
  queryKey: ["me", "data"],
  queryFn: ({ signal }) => unwrap(getMyData({ client, signal })),
  staleTime: 0,
});

/** A link rather than a request: the browser writes the archive to the disk while it is made. */
export const EXPORT_ADDRESS = "/api/v1/me/export";

/** Leaves for the provider's page, which sends the browser back. */
export const linkMutation = mutationOptions({
  mutationFn: async (body: { readonly providerId: string; readonly password?: string }) => {
    const { url } = await unwrap(linkAccount({ client, body: { ...body, returnTo: "/account#account-linked" } }));
    window.location.assign(url);
  },
});

export const unlinkMutation = mutationOptions({ mutationFn: (id: string) => unwrap(unlinkMyAccount({ client, path: { id } })) });

export const renameMeMutation = mutationOptions({ mutationFn: (name: string) => unwrap(updateMe({ client, body: { name } })) });

interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

export const passwordMutation = mutationOptions({
  mutationFn: (body: PasswordChange) => unwrap(changeMyPassword({ client, body })),
});

export const revokeSessionMutation = mutationOptions({ mutationFn: (id: string) => unwrap(revokeMySession({ client, path: { id } })) });

export const revokeOthersMutation = mutationOptions({ mutationFn: () => unwrap(revokeMyOtherSessions({ client })) });

export const createKeyMutation = mutationOptions({
  mutationFn: (body: CreateApiKeyData["body"]) => unwrap(createApiKey({ client, body })),
});

export const revokeKeyMutation = mutationOptions({ mutationFn: (id: string) => unwrap(revokeApiKey({ client, path: { id } })) });
