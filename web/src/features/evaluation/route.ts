import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../app/root-route.ts";

const setsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/assistants/evaluation",
  component: lazyRouteComponent(() => import("./sets-page.tsx"), "SetsPage"),
});

const setRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/assistants/evaluation/$setId",
  component: lazyRouteComponent(() => import("./set-page.tsx"), "SetPage"),
});

/** The run it is compared with, and the question whose result is open. */
interface RunSearch {
  readonly with?: string;
  readonly question?: number;
}

const runRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/assistants/evaluation/$setId/$evaluationId",
  validateSearch: (search: Record<string, unknown>): RunSearch => {
    const { with: other, question } = search;
    return {
      ...(typeof other === "string" && other !== "" && { with: other }),
      ...(typeof question === "number" && Number.isInteger(question) && { question }),
    };
  },
  component: lazyRouteComponent(() => import("./run-page.tsx"), "RunPage"),
});

const playgroundRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/assistants/playground",
  component: lazyRouteComponent(() => import("./playground-page.tsx"), "PlaygroundPage"),
});

export const evaluationRoutes = [setsRoute, setRoute, runRoute, playgroundRoute] as const;
