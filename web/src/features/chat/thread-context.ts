import { createContext } from "react";

/**
 * What the rows of a conversation can do to it. The functions never change, so that no row is drawn again because of them. While an answer is being
 * made, those that ask say so to the reader and answer with false.
 */
interface ThreadActions {
  readonly conversationId: string | null;
  /** A temporary conversation keeps nothing, so it takes no feedback. */
  readonly isTemporary: boolean;
  readonly models: readonly { readonly id: string; readonly name: string }[];
  /** Answers the question once more, by the model that is chosen or by another one. */
  readonly again: (runId: string, model?: string) => boolean;
  /** Goes on with an answer that broke off. */
  readonly goOn: (runId: string) => boolean;
  /** Asks other words in the place of a question; a branch of its own. */
  readonly edit: (parentId: string | null, content: string) => boolean;
  readonly ask: (content: string) => boolean;
  /** Shows the branch with this message. */
  readonly show: (messageId: string) => void;
}

const nothing = (): boolean => false;

export const ThreadContext = createContext<ThreadActions>({
  conversationId: null,
  isTemporary: false,
  models: [],
  again: nothing,
  goOn: nothing,
  edit: nothing,
  ask: nothing,
  show: () => {},
});
