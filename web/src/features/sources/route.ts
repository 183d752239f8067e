import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/root-route.ts";
import { readLedgerState } from "./ledger-state.ts";

const sourcesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/sources",
  component: lazyRouteComponent(() => import("./sources-page.tsx"), "SourcesPage"),
});

const addSourceRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/sources/add",
  component: lazyRouteComponent(() => import("./add/add-page.tsx"), "AddPage"),
});

const sourceRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/sources/$sourceId",
  validateSearch: readLedgerState,
  component: lazyRouteComponent(() => import("./source-page.tsx"), "SourcePage"),
});

export const sourceRoutes = [sourcesRoute, addSourceRoute, sourceRoute] as const;
