import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { toFilters } from "../search/search-state.ts";
import { askMutation, conversationQuery, conversationsQuery } from "./queries.ts";
import type { ChatSearch } from "./route.ts";

interface Ask {
  readonly send: (content: string) => void;
  /** The question on its way; null when none is. */
  readonly pending: string | null;
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
      void queryClient.invalidateQueries({ queryKey: conversationsQuery.queryKey });
      await queryClient.invalidateQueries({ queryKey: conversationQuery(asked.conversationId).queryKey });
      const { ask: _asked, cite: _cite, ...scope } = search;
      if (conversationId === null) await navigate({ to: "/chat/$conversationId", params: asked, search: scope });
    },
  });
  const send = (content: string): void => mutate({ conversationId, content, filters: toFilters(search) });
  return {
    send,
    pending: isPending ? variables.content : null,
    error,
    retry: () => variables !== undefined && send(variables.content),
  };
}
