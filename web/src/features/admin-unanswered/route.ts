import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { adminRoute } from "../admin/admin-route.ts";
import { readUnansweredState } from "./unanswered-state.ts";

export const unansweredRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/unanswered",
  validateSearch: readUnansweredState,
  component: lazyRouteComponent(() => import("./unanswered-page.tsx"), "UnansweredPage"),
});
