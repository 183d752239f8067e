import { createContext } from "react";

/** What the rows of a conversation can do to it. The functions never change, so that no row is drawn again because of them. */
interface ThreadActions {
  readonly conversationId: string | null;
  /** A temporary conversation keeps nothing, so it takes no feedback. */
  readonly isTemporary: boolean;
  readonly models: readonly { readonly id: string; readonly name: string }[];
  /** Answers the question once more, by the model that is chosen or by another one. */
  readonly again: (runId: string, model?: string) => void;
  /** Goes on with an answer that broke off. */
  readonly goOn: (runId: string) => void;
  /** Asks other words in the place of a question; a branch of its own. */
  readonly edit: (parentId: string | null, content: string) => void;
  readonly ask: (content: string) => void;
  /** Shows the branch with this message. */
  readonly show: (messageId: string) => void;
}

const nothing = (): void => {};

export const ThreadContext = createContext<ThreadActions>({
  conversationId: null,
  isTemporary: false,
  models: [],
  again: nothing,
  goOn: nothing,
  edit: nothing,
  ask: nothing,
  show: nothing,
});
