import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../../app/root-route.ts";
import { readBrowseState } from "./browse-state.ts";

export const browseRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/documents",
  validateSearch: readBrowseState,
  component: lazyRouteComponent(() => import("./browse-page.tsx"), "BrowsePage"),
});
