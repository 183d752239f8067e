import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { adminRoute } from "../admin/admin-route.ts";

interface SignInState {
  /** Whose details are open. */
  readonly provider?: string;
}

export const signInProvidersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/sign-in",
  validateSearch: ({ provider }: Record<string, unknown>): SignInState =>
    typeof provider === "string" && provider !== "" ? { provider } : {},
  component: lazyRouteComponent(() => import("./sign-in-providers-page.tsx"), "SignInProvidersPage"),
});
