import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { AdminPage } from "../admin/admin-page.tsx";
import { CsvButton, RangeControl } from "./controls.tsx";
import { UsageReport } from "./usage-report.tsx";
import { GROUPS, type UsageState } from "./usage-state.ts";

const route = getRouteApi("/shell/admin/usage");

/** Everybody's. */
export function UsagePage(): ReactNode {
  const { t } = useTranslation();
  const { range = "30d", by = "person" } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (part: UsageState): void => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  return (
    <AdminPage
      title={t("adminUsage.title")}
      facts={t("adminUsage.facts")}
      actions={
        <>
          <RangeControl range={range} onChange={(next) => change({ range: next })} />
          <CsvButton range={range} by={by} />
        </>
      }
    >
      <UsageReport range={range} by={by} choices={GROUPS} isAdmin onGroup={(next) => change({ by: next })} />
    </AdminPage>
  );
}
