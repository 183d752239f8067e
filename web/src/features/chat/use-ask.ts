import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { tellOtherTabs } from "./other-tabs.ts";
import { type Asked, askMutation, CONVERSATION_LISTS, conversationQuery } from "./queries.ts";
import type { ChatSearch } from "./route.ts";

interface Ask {
  readonly send: (asked: Asked) => void;
  /** What is on its way; null when nothing is. */
  readonly pending: Asked | null;
  readonly error: unknown;
  readonly retry: () => void;
}

/** Asks in a conversation, or begins one and goes there. The question counts as on its way until the conversation shows it. */
export function useAsk(conversationId: string | null, search: ChatSearch): Ask {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { mutate, isPending, variables, error } = useMutation({
    ...askMutation,
    onSuccess: async (asked) => {
      tellOtherTabs(asked.conversationId);
      void queryClient.invalidateQueries({ queryKey: CONVERSATION_LISTS });
      await queryClient.invalidateQueries({ queryKey: conversationQuery(asked.conversationId).queryKey });
      // The newest branch is the one that was asked in.
      const { ask: _asked, cite: _cite, at: _at, temporary: _temporary, ...scope } = search;
      await navigate({ to: "/chat/$conversationId", params: asked, search: scope, replace: conversationId !== null });
    },
  });
  const send = (asked: Asked): void => mutate({ conversationId, temporary: search.temporary === true, asked });
  return {
    send,
    pending: isPending ? variables.asked : null,
    error,
    retry: () => variables !== undefined && send(variables.asked),
  };
}
