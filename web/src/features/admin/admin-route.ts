import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/root-route.ts";

/** Parent of every page for administrators: others see that they may not, whatever the address. */
export const adminRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/admin",
  component: lazyRouteComponent(() => import("./admin-frame.tsx"), "AdminFrame"),
});
