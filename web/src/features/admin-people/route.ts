import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { adminRoute } from "../admin/admin-route.ts";

interface PeopleState {
  readonly q?: string;
  readonly person?: string;
}

function readPeopleState(search: Record<string, unknown>): PeopleState {
  return {
    ...(typeof search["q"] === "string" && search["q"] !== "" ? { q: search["q"] } : {}),
    ...(typeof search["person"] === "string" && search["person"] !== "" ? { person: search["person"] } : {}),
  };
}

export const peopleRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/people",
  validateSearch: readPeopleState,
  component: lazyRouteComponent(() => import("./people-page.tsx"), "PeoplePage"),
});
