import {
  getSession,
  type Here,
  inspectLink,
  listSignInMethods,
  type Me,
  redeemLink,
  signIn,
  signOut,
  startProviderSignIn,
} from "@smartypants/client";
import { mutationOptions, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";

export interface SessionState {
  readonly setupNeeded: boolean;
  readonly me: Me | null;
  /** Absent where it has not been asked for since somebody signed in. */
  readonly here?: Here;
}

const SESSION_KEY = ["session"] as const;

/** Who is signed in. Asked once when the application starts; signing in and out set it. */
export const sessionQuery = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: ({ signal }): Promise<SessionState> => unwrap(getSession({ client, signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

export const linkOwnerQuery = (token: string) =>
  queryOptions({
    queryKey: ["link", token],
    queryFn: ({ signal }) => unwrap(inspectLink({ client, body: { token }, signal })),
    retry: false,
    enabled: token !== "",
  });

/** How one can sign in here. */
export const methodsQuery = queryOptions({
  queryKey: ["sign-in-methods"],
  queryFn: ({ signal }) => unwrap(listSignInMethods({ client, signal })),
});

/** Leaves for the provider's page, which sends the browser back. */
export const providerMutation = mutationOptions({
  mutationFn: async ({ providerId, returnTo }: { readonly providerId: string; readonly returnTo: string }) => {
    const { url } = await unwrap(startProviderSignIn({ client, path: { providerId }, body: { returnTo } }));
    window.location.assign(url);
  },
});

interface Credentials {
  readonly email: string;
  readonly password: string;
}

export const signInMutation = mutationOptions({
  mutationFn: (body: Credentials) => unwrap(signIn({ client, body })),
});

export const redeemMutation = mutationOptions({
  mutationFn: (body: { readonly token: string; readonly password: string; readonly name?: string }) => unwrap(redeemLink({ client, body })),
});

export const signOutMutation = mutationOptions({ mutationFn: () => unwrap(signOut({ client })) });
