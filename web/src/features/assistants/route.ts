import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/root-route.ts";

const assistantsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/assistants",
  component: lazyRouteComponent(() => import("./assistants-page.tsx"), "AssistantsPage"),
});

const newAssistantRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/assistants/new",
  component: lazyRouteComponent(() => import("./editor-page.tsx"), "NewAssistantPage"),
});

const assistantRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/assistants/$assistantId",
  component: lazyRouteComponent(() => import("./editor-page.tsx"), "AssistantPage"),
});

const collectionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/assistants/collections",
  validateSearch: ({ open }: Record<string, unknown>): { readonly open?: string } =>
    typeof open === "string" && open !== "" ? { open } : {},
  component: lazyRouteComponent(() => import("./collections-page.tsx"), "CollectionsPage"),
});

export const assistantRoutes = [assistantsRoute, newAssistantRoute, collectionsRoute, assistantRoute] as const;
