import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/root-route.ts";
import { readProblem } from "../auth/route.ts";

interface AccountSearch {
  /** The provider of which an account has just been linked. */
  readonly linked?: string;
  readonly problem?: string;
  readonly provider?: string;
}

export const accountRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/account",
  validateSearch: ({ linked, ...rest }: Record<string, unknown>): AccountSearch => ({
    ...(typeof linked === "string" && { linked }),
    ...readProblem(rest),
  }),
  component: lazyRouteComponent(() => import("./account-page.tsx"), "AccountPage"),
});
