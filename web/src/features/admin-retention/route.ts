import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { adminRoute } from "../admin/admin-route.ts";

export const retentionRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/retention",
  component: lazyRouteComponent(() => import("./retention-page.tsx"), "RetentionPage"),
});
