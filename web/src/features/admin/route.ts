import { createRoute, redirect } from "@tanstack/react-router";
import { auditRoute } from "../admin-audit/route.ts";
import { groupsRoute } from "../admin-groups/route.ts";
import { healthRoute } from "../admin-health/route.ts";
import { jobsRoute } from "../admin-jobs/route.ts";
import { keysRoute } from "../admin-keys/route.ts";
import { logsRoute } from "../admin-logs/route.ts";
import { modelsRoute } from "../admin-models/route.ts";
import { peopleRoute } from "../admin-people/route.ts";
import { retentionRoute } from "../admin-retention/route.ts";
import { settingsRoute } from "../admin-settings/route.ts";
import { signInProvidersRoute } from "../admin-sign-in/route.ts";
import { unansweredRoute } from "../admin-unanswered/route.ts";
import { usageRoute } from "../admin-usage/route.ts";
import { adminRoute } from "./admin-route.ts";

const indexRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/admin/health", replace: true });
  },
});

export const adminRoutes = adminRoute.addChildren([
  indexRoute,
  healthRoute,
  usageRoute,
  unansweredRoute,
  peopleRoute,
  groupsRoute,
  signInProvidersRoute,
  keysRoute,
  modelsRoute,
  jobsRoute,
  logsRoute,
  auditRoute,
  retentionRoute,
  settingsRoute,
]);
