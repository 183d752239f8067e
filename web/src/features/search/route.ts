import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/root-route.ts";
import { readSearchState } from "./search-state.ts";

export const searchRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/search",
  validateSearch: readSearchState,
  component: lazyRouteComponent(() => import("./search-page.tsx"), "SearchPage"),
});
