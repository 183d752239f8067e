import { useEffect } from "react";
import { eraseConversation } from "./queries.ts";

/** By conversation; an effect that is only run again takes back what its end has asked for. */
const leaving = new Map<string, ReturnType<typeof setTimeout>>();

/** Erases a temporary chat when the reader leaves it: for another page of ours, another site, or by closing the tab. */
export function useErasedWhenLeft(conversationId: string | null, isTemporary: boolean): void {
  useEffect(() => {
    if (conversationId === null || !isTemporary) return;
    clearTimeout(leaving.get(conversationId));
    // What fails here is erased by the server within the hour.
    const erase = (): void => void eraseConversation(conversationId).catch(() => {});
    window.addEventListener("pagehide", erase);
    return () => {
      window.removeEventListener("pagehide", erase);
      leaving.set(conversationId, setTimeout(erase));
    };
  }, [conversationId, isTemporary]);
}
