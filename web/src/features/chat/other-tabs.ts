import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { CONVERSATION_LISTS, conversationQuery } from "./queries.ts";

const NAME = "smartypants-chat";

/** Tells this person's other tabs that a conversation has changed, so that they can stop what was begun here. */
export function tellOtherTabs(conversationId: string): void {
  if (typeof BroadcastChannel === "undefined") return;
  const channel = new BroadcastChannel(NAME);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other origin
  channel.postMessage(conversationId);
  channel.close();
}

/** Reads anew what another tab says has changed. */
export function useOtherTabs(): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    if (typeof BroadcastChannel === "undefined") return;
    const channel = new BroadcastChannel(NAME);
    channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      void queryClient.invalidateQueries({ queryKey: CONVERSATION_LISTS });
      if (typeof data === "string") void queryClient.invalidateQueries({ queryKey: conversationQuery(data).queryKey });
    });
    return () => channel.close();
  }, [queryClient]);
}
