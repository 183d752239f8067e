import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconChartBar } from "@tabler/icons-react";
import { lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import { Empty } from "../../ui/states.tsx";
import { AdminSection } from "../admin/admin-page.tsx";
import { Loaded, Nothing } from "../admin/loaded.tsx";
import { usageQuery } from "./queries.ts";
import styles from "./usage.module.css";
import type { Group, Range } from "./usage-state.ts";
import { UsageTable } from "./usage-table.tsx";

const UsageCharts = lazy(async () => ({ default: (await import("./usage-charts.tsx")).UsageCharts }));

interface Props {
  readonly range: Range;
  readonly by: Group;
  readonly choices: readonly Group[];
  readonly isAdmin: boolean;
  readonly onGroup: (by: Group) => void;
}

/** Over time, then added up by what one likes. */
export function UsageReport({ range, by, choices, isAdmin, onGroup }: Props): ReactNode {
  const { t } = useTranslation();
  const series = useQuery(usageQuery(range, range === "24h" ? "hour" : "day"));
  const sums = useQuery(usageQuery(range, by));
  return (
    <Loaded query={series} failed={t("adminUsage.failed")}>
      {(report) =>
        report.total.calls === 0 ? (
          <Nothing>
            <Empty icon={IconChartBar} title={t("adminUsage.none")}>
              {t("adminUsage.noneText")}
            </Empty>
          </Nothing>
        ) : (
          <>
            <Suspense fallback={<div className={styles.chartsComing} />}>
              <UsageCharts range={range} report={report} />
            </Suspense>
            <Unpriced count={report.total.unpricedCalls} isAdmin={isAdmin} />
            <AdminSection
              title={t(`adminUsage.byTitle.${by}`)}
              actions={
                <SegmentedControl
                  aria-label={t("adminUsage.byLabel")}
                  value={by}
                  data={choices.map((each) => ({ value: each, label: t(`adminUsage.by.${each}`) }))}
                  onChange={(value) => onGroup(choices.find((each) => each === value) ?? by)}
                />
              }
            >
              <Loaded query={sums} failed={t("adminUsage.failed")}>
                {({ items, total, groupBy }) => (
                  <UsageTable items={items} total={total} by={choices.find((each) => each === groupBy) ?? by} />
                )}
              </Loaded>
            </AdminSection>
          </>
        )
      }
    </Loaded>
  );
}

function Unpriced({ count, isAdmin }: { readonly count: number; readonly isAdmin: boolean }): ReactNode {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <p className="note">
      {t("adminUsage.unpriced", { count, number: formatNumber(count) })}{" "}
      {isAdmin && <Link to="/admin/models">{t("adminUsage.setPrices")}</Link>}
    </p>
  );
}
