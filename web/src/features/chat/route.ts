import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/root-route.ts";
import { readSearchState, type SearchState } from "../search/search-state.ts";

/** What a chat looks in, the draft of a question, and the citation that is open. */
export interface ChatSearch extends Omit<SearchState, "q" | "open" | "sort"> {
  readonly ask?: string;
  /** `<run id>.<marker>` */
  readonly cite?: string;
  /** A message of the branch that is shown; absent: the newest branch. */
  readonly at?: string;
  /** Id of the assistant that answers, or `none`; absent: who answered last. */
  readonly assistant?: string;
  /** Of a chat that has not begun: whether nothing of it is kept. */
  readonly temporary?: true;
}

function readChatSearch(search: Record<string, unknown>): ChatSearch {
  const { q: _q, open: _open, sort: _sort, ...scope } = readSearchState(search);
  const { ask, assistant, cite, at, temporary } = search;
  return {
    ...scope,
    ...(typeof ask === "string" && ask !== "" && { ask }),
    ...(typeof assistant === "string" && assistant !== "" && { assistant }),
    ...(typeof cite === "string" && cite !== "" && { cite }),
    ...(typeof at === "string" && at !== "" && { at }),
    ...(temporary === true && { temporary }),
  };
}

const newChatRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/chat",
  validateSearch: readChatSearch,
  component: lazyRouteComponent(() => import("./chat-page.tsx"), "NewChatPage"),
});

const chatRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/chat/$conversationId",
  validateSearch: readChatSearch,
  component: lazyRouteComponent(() => import("./chat-page.tsx"), "ChatPage"),
});

export const chatRoutes = [newChatRoute, chatRoute] as const;
