import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/root-route.ts";
import { adminRoute } from "../admin/admin-route.ts";
import { readUsageState } from "./usage-state.ts";

export const usageRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/usage",
  validateSearch: readUsageState,
  component: lazyRouteComponent(() => import("./usage-page.tsx"), "UsagePage"),
});

/** One's own, for everybody. */
export const ownUsageRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/usage",
  validateSearch: readUsageState,
  component: lazyRouteComponent(() => import("./own-usage-page.tsx"), "OwnUsagePage"),
});
