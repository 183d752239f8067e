import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { adminRoute } from "../admin/admin-route.ts";

interface AuditState {
  readonly actor?: string;
  readonly type?: string;
  readonly action?: string;
  readonly object?: string;
}

function readAuditState(search: Record<string, unknown>): AuditState {
  return {
    ...(typeof search["actor"] === "string" && search["actor"] !== "" ? { actor: search["actor"] } : {}),
    ...(typeof search["type"] === "string" && search["type"] !== "" ? { type: search["type"] } : {}),
    ...(typeof search["action"] === "string" && search["action"] !== "" ? { action: search["action"] } : {}),
    ...(typeof search["object"] === "string" && search["object"] !== "" ? { object: search["object"] } : {}),
  };
}

export const auditRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/audit",
  validateSearch: readAuditState,
  component: lazyRouteComponent(() => import("./audit-page.tsx"), "AuditPage"),
});
