import { getRouteApi, Navigate, useRouteContext } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../app/navigation.ts";
import { AdminPage } from "../admin/admin-page.tsx";
import { CsvButton, RangeControl } from "./controls.tsx";
import styles from "./usage.module.css";
import { UsageReport } from "./usage-report.tsx";
import { OWN_GROUPS, type UsageState } from "./usage-state.ts";

const route = getRouteApi("/shell/usage");

/** One's own. Administrators, whose API answers with everybody's, see theirs among all. */
export function OwnUsagePage(): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const { range = "30d", by = "model" } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (part: UsageState): void => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  if (hasRole(me.role, "admin")) return <Navigate to="/admin/usage" replace />;
  const group = OWN_GROUPS.find((each) => each === by) ?? "model";
  return (
    <div className={styles.sheet}>
      <AdminPage
        title={t("adminUsage.own")}
        facts={t("adminUsage.facts")}
        actions={
          <>
            <RangeControl range={range} onChange={(next) => change({ range: next })} />
            <CsvButton range={range} by={group} />
          </>
        }
      >
        <UsageReport range={range} by={group} choices={OWN_GROUPS} isAdmin={false} onGroup={(next) => change({ by: next })} />
      </AdminPage>
    </div>
  );
}
