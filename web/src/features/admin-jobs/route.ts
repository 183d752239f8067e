import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { adminRoute } from "../admin/admin-route.ts";
import { readJobsState } from "./jobs-state.ts";

export const jobsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/jobs",
  validateSearch: readJobsState,
  component: lazyRouteComponent(() => import("./jobs-page.tsx"), "JobsPage"),
});
