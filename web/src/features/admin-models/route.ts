import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { adminRoute } from "../admin/admin-route.ts";
import { readModelsState } from "./models-state.ts";

export const modelsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/models",
  validateSearch: readModelsState,
  component: lazyRouteComponent(() => import("./models-page.tsx"), "ModelsPage"),
});
