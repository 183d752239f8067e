import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/root-route.ts";
import { readSearchState, type SearchState } from "../search/search-state.ts";

/** What a chat looks in, the draft of a question, and the citation that is open. */
export interface ChatSearch extends Omit<SearchState, "q" | "open"> {
  readonly ask?: string;
  /** `<run id>.<marker>` */
  readonly cite?: string;
}

function readChatSearch(search: Record<string, unknown>): ChatSearch {
  const { q: _q, open: _open, ...scope } = readSearchState(search);
  const { ask, cite } = search;
  return {
    ...scope,
    ...(typeof ask === "string" && ask !== "" && { ask }),
    ...(typeof cite === "string" && cite !== "" && { cite }),
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
