import type { Conversation } from "@smartypants/client";

/** What is about to be done to a conversation. */
export interface ConversationAction {
  readonly kind: "rename" | "delete";
  readonly conversation: Pick<Conversation, "id" | "title">;
}
