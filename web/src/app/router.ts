import { createRouter } from "@tanstack/react-router";
import type { QueryClient } from "@tanstack/react-query";
import { openPages, shellPages } from "./pages.ts";
import { PageProblem } from "./page-problem.tsx";
import { rootRoute, shellRoute } from "./root-route.ts";

const routeTree = rootRoute.addChildren([...openPages, shellRoute.addChildren([...shellPages])]);

export function createAppRouter(queryClient: QueryClient) {
  // Strict: what a page does not read in its address is not passed on to it either.
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: "intent",
    search: { strict: true },
    defaultErrorComponent: PageProblem,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
