import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { sessionQuery } from "../features/auth/queries.ts";
import { needMoreStrings } from "../i18n/start-i18n.ts";
import { RootNotFound, RootProblem } from "./page-problem.tsx";
import { Root } from "./root.tsx";

/** First segments of the pages whose strings are there from the start. */
const FIRST_PAGES: ReadonlySet<string> = new Set(["", "search", "chat"]);

export interface RouterContext {
  readonly queryClient: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Root,
  notFoundComponent: RootNotFound,
  errorComponent: RootProblem,
});

/** Parent of every page that needs somebody signed in: brings strangers to the sign-in page and back, and an empty instance to its set-up. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  component: lazyRouteComponent(() => import("./shell.tsx"), "Shell"),
  errorComponent: RootProblem,
  beforeLoad: async ({ context, location }) => {
    const { setupNeeded, me } = await context.queryClient.ensureQueryData(sessionQuery);
    if (me !== null) {
      if (!FIRST_PAGES.has(location.pathname.split("/")[1] ?? "")) await needMoreStrings();
      return { me };
    }
    if (setupNeeded) throw redirect({ to: "/setup" });
    throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { next: location.href } });
  },
});
