import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import styles from "./unanswered.module.css";

const HEIGHT = 20;
const BAR = 8;
const STEP = 11;
/** Of nothing at all. */
const LEAST = 1;

interface Props {
  /** People in equal times, oldest first; null where it is not told. */
  readonly trend: readonly number[] | null;
}

/** The last thirty days as bars, and in numbers for those who do not see them. */
export function Trend({ trend }: Props): ReactNode {
  const { t } = useTranslation();
  if (trend === null) return null;
  const most = Math.max(1, ...trend);
  const words = t("adminUnanswered.trend", { numbers: trend.map((people) => formatNumber(people)).join(", ") });
  return (
    <svg
      className={styles.trend}
      role="img"
      aria-label={words}
      width={trend.length * STEP}
      height={HEIGHT}
      viewBox={`0 0 ${trend.length * STEP} ${HEIGHT}`}
    >
      <title>{words}</title>
      {trend.map((people, at) => {
        const height = Math.max(LEAST, (people / most) * HEIGHT);
        return <rect key={at} data-none={people === 0 || undefined} x={at * STEP} y={HEIGHT - height} width={BAR} height={height} rx="1" />;
      })}
    </svg>
  );
}
