import type { Me } from "@smartypants/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { sessionQuery, signOutMutation } from "./queries.ts";

/** Keeps nothing of whoever was signed in before. */
export function useEnter(): (me: Me) => void {
  const queryClient = useQueryClient();
  return (me) => {
    // All but the session, to which the page on the screen listens.
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
    queryClient.setQueryData(sessionQuery.queryKey, { setupNeeded: false, me });
    // What this person may do here is another matter than what a stranger was told.
    void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
  };
}

export function useSignOut(): () => void {
  const queryClient = useQueryClient();
  const router = useRouter();
  const { mutate } = useMutation(signOutMutation);
  return () =>
    mutate(undefined, {
      onSettled: () => {
        queryClient.clear();
        void router.invalidate().then(() => router.navigate({ to: "/sign-in" }));
      },
    });
}
