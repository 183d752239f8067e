import type { SyncRun } from "@smartypants/client";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import styles from "./phases.module.css";
import { paceOf } from "./source-state.ts";
import { formatSpan } from "./when.ts";

/** A run while it goes: how much of it is listed, read, indexed; how fast, and how long yet. */
export function Phases({ run, now }: { readonly run: SyncRun; readonly now: number }): ReactNode {
  const { t } = useTranslation();
  const { counts, progress } = run;
  const pace = paceOf(run, now);
  const left = pace?.left ?? null;
  const listed = Math.max(progress?.total ?? 0, counts.seen);
  const isComplete = progress?.total !== undefined;
  const phases = [
    { name: "listed", value: listed, note: t(isComplete ? "sources.phase.complete" : "sources.phase.soFar") },
    {
      name: "fetched",
      value: counts.seen,
      note: pace === null ? "" : t("sources.phase.rate", { rate: formatNumber(pace.rate, pace.rate < 10 ? 1 : 0) }),
    },
    { name: "indexed", value: counts.indexed, note: left === null ? "" : t("sources.phase.left", { span: formatSpan(left) }) },
    { name: "unchanged", value: counts.unchanged, note: "" },
    { name: "skipped", value: counts.skipped, note: "" },
    { name: "failed", value: counts.failed, note: counts.failed > 0 ? t("sources.phase.seeItems") : "" },
  ] as const;
  return (
    <dl className={styles.phases}>
      {phases.map(({ name, value, note }) => (
        <div key={name}>
          <dt>{t(`sources.phase.${name}`)}</dt>
          <dd className="num">{formatNumber(value)}</dd>
          <dd className={styles.note}>{note}</dd>
        </div>
      ))}
    </dl>
  );
}
