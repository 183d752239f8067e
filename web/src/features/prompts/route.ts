import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/root-route.ts";

export const promptsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/assistants/prompts",
  validateSearch: ({ open }: Record<string, unknown>): { readonly open?: string } =>
    typeof open === "string" && open !== "" ? { open } : {},
  component: lazyRouteComponent(() => import("./prompts-page.tsx"), "PromptsPage"),
});
