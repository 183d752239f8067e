import { BarChart } from "@mantine/charts";
import "@mantine/charts/styles.layer.css";
import type { UsageItem } from "@smartypants/client";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber, locale } from "../../ui/format.ts";
import { formatDollars, formatTokens } from "./format-usage.ts";
import { fillSeries } from "./series.ts";
import styles from "./usage.module.css";
import type { Range } from "./usage-state.ts";

interface Props {
  readonly range: Range;
  readonly report: { readonly from: string; readonly to: string; readonly items: readonly UsageItem[]; readonly total: UsageItem };
}

const CHART_HEIGHT = 88;

const tokensOf = ({ inputTokens, outputTokens }: UsageItem): number => inputTokens + outputTokens;

const CHARTS = [
  { id: "calls", valueOf: ({ calls }: UsageItem) => calls, show: (value: number) => formatNumber(value) },
  { id: "tokens", valueOf: tokensOf, show: formatTokens },
  { id: "cost", valueOf: ({ costUsd }: UsageItem) => costUsd, show: formatDollars },
] as const;

/** Calls, tokens and cost over time; the sums in words above each. */
export function UsageCharts({ range, report }: Props): ReactNode {
  const { t } = useTranslation();
  const isHourly = range === "24h";
  const labelOf = (time: number): string =>
    new Date(time).toLocaleString(
      locale(),
      isHourly ? { hour: "2-digit", minute: "2-digit" } : { day: "numeric", month: "short", timeZone: "UTC" },
    );
  const series = fillSeries(report, isHourly ? "hour" : "day");
  const [first, last] = [series[0], series.at(-1)].map((each) => (each === undefined ? "" : labelOf(each.time)));
  return (
    <div className={styles.charts}>
      {CHARTS.map(({ id, valueOf, show }) => (
        <figure key={id} className={styles.chart} aria-label={`${t(`adminUsage.${id}`)}: ${show(valueOf(report.total))}`}>
          <figcaption>
            <span>{t(`adminUsage.${id}`)}</span>
            <b className="num">{show(valueOf(report.total))}</b>
          </figcaption>
          <div aria-hidden="true">
            <BarChart
              h={CHART_HEIGHT}
              data={series.map(({ time, item }) => ({ label: labelOf(time), [id]: item === undefined ? 0 : valueOf(item) }))}
              dataKey="label"
              series={[{ name: id, label: t(`adminUsage.${id}`), color: "var(--sp-accent)" }]}
              valueFormatter={show}
              withXAxis={false}
              withYAxis={false}
              gridAxis="none"
              tickLine="none"
              maxBarWidth={24}
              minBarSize={1}
              barProps={{ isAnimationActive: false }}
              barChartProps={{ accessibilityLayer: false }}
              tooltipAnimationDuration={0}
            />
          </div>
          <div className={styles.ends} aria-hidden="true">
            <span>{first}</span>
            <span>{last}</span>
          </div>
        </figure>
      ))}
    </div>
  );
}
