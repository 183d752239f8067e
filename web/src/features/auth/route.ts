import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { rootRoute } from "../../app/root-route.ts";
import { sessionQuery } from "./queries.ts";

interface SignInSearch {
  /** Why a sign-in with a provider has come to nothing. */
  readonly problem?: string;
  /** With which. */
  readonly provider?: string;
  /** Where the person wanted to go. */
  readonly next?: string;
}

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: ({ next, ...rest }: Record<string, unknown>): SignInSearch => ({
    ...(isOwnPath(next) && { next }),
    ...readProblem(rest),
  }),
  beforeLoad: async ({ context }) => {
    const { me, setupNeeded } = await context.queryClient.ensureQueryData(sessionQuery);
    if (me !== null) throw redirect({ to: "/" });
    if (setupNeeded) throw redirect({ to: "/setup" });
  },
  component: lazyRouteComponent(() => import("./sign-in-page.tsx"), "SignInPage"),
});

/** Invitations and links for a new password; the token stands behind the #, which no server and no log sees. */
export const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/join",
  component: lazyRouteComponent(() => import("./join-page.tsx"), "JoinPage"),
});

/** What the way back from a provider adds to an address. */
export function readProblem({ problem, provider }: Record<string, unknown>): Pick<SignInSearch, "problem" | "provider"> {
  return { ...(typeof problem === "string" && { problem }), ...(typeof provider === "string" && { provider }) };
}

/** `//elsewhere.example` and `/\elsewhere.example` are other sites to a browser. */
function isOwnPath(value: unknown): value is string {
  return typeof value === "string" && /^\/(?![/\\])/.test(value);
}
