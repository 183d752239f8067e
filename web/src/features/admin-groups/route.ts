import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { adminRoute } from "../admin/admin-route.ts";

interface GroupsState {
  readonly group?: string;
}

function readGroupsState({ group }: Record<string, unknown>): GroupsState {
  return typeof group === "string" && group !== "" ? { group } : {};
}

export const groupsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/groups",
  validateSearch: readGroupsState,
  component: lazyRouteComponent(() => import("./groups-page.tsx"), "GroupsPage"),
});
