import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../app/root-route.ts";
import { needMoreStrings } from "../../i18n/start-i18n.ts";
import { sessionQuery } from "../auth/queries.ts";

/** The address: a step that is looked at again. */
export interface SetupState {
  readonly step?: "model";
}

/** First run: the first administrator, a first source, a first question. Open again later with the same address. */
export const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup",
  validateSearch: ({ step }): SetupState => (step === "model" ? { step } : {}),
  beforeLoad: async ({ context }) => {
    // The models' part is the administration's.
    await needMoreStrings();
    return context.queryClient.ensureQueryData(sessionQuery);
  },
  component: lazyRouteComponent(() => import("./setup-page.tsx"), "SetupPage"),
});
