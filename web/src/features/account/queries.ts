import {
  changeMyPassword,
  createApiKey,
  type CreateApiKeyData,
  listApiKeys,
  listMySessions,
  revokeApiKey,
  revokeMyOtherSessions,
  revokeMySession,
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
