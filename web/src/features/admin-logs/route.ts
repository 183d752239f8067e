import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { adminRoute } from "../admin/admin-route.ts";

/** As the address has it; the page reads it more closely, for this stands in what everybody loads first. */
interface LogsAddress {
  readonly level?: string;
  readonly by?: string;
  readonly id?: string;
  readonly text?: string;
  readonly from?: string;
  readonly to?: string;
}

export const logsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/logs",
  validateSearch: ({ level, by, id, text, from, to }: Record<string, unknown>): LogsAddress =>
    Object.fromEntries(
      Object.entries({ level, by, id, text, from, to })
        .filter(([, value]) => value !== undefined && value !== "")
        .map(([name, value]) => [name, String(value)]),
    ),
  component: lazyRouteComponent(() => import("./logs-page.tsx"), "LogsPage"),
});
