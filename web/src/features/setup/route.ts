import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../app/root-route.ts";
import { sessionQuery } from "../auth/queries.ts";

/** First run: the first administrator, a first source, a first question. Open again later with the same address. */
export const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup",
  beforeLoad: ({ context }) => context.queryClient.ensureQueryData(sessionQuery),
  component: lazyRouteComponent(() => import("./setup-page.tsx"), "SetupPage"),
});
