import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import { Problem } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { isGoingOn, syncRunQuery } from "./queries.ts";
import styles from "./setup-page.module.css";

interface Props {
  readonly id: string;
  readonly onDone: () => void;
  readonly onBack: () => void;
}

const PARTS = ["indexed", "unchanged", "skipped", "failed"] as const;

/** One line whose parts add up to what was seen, and the numbers below it. */
export function SyncProgress({ id, onDone, onBack }: Props): ReactNode {
  const { t } = useTranslation();
  const { data: run, error, refetch } = useQuery(syncRunQuery(id));
  if (error !== null) return <Problem title={t("setup.sync.lost")} error={error} onRetry={() => void refetch()} />;
  if (run === undefined) return null;
  const isRunning = isGoingOn(run.state);
  const hasFailed = run.state === "failed" || run.state === "cancelled";
  const { counts } = run;
  const total = Math.max(run.progress?.total ?? 0, counts.seen, 1);
  const numbers = PARTS.filter((part) => counts[part] > 0).map((part) =>
    t(`setup.sync.${part}`, { count: counts[part], shown: formatNumber(counts[part]) }),
  );
  return (
    <div className={styles.progress}>
      <div className={styles.line} aria-hidden="true">
        {PARTS.filter((part) => counts[part] > 0).map((part) => (
          <i key={part} data-part={part} style={{ flexGrow: counts[part] / total }} />
        ))}
        <i data-part="rest" style={{ flexGrow: Math.max(0, 1 - counts.seen / total) }} />
      </div>
      <p role="status">
        <Status kind={isRunning ? "running" : hasFailed ? "failed" : run.state === "partial" ? "partial" : "ok"}>
          {isRunning ? t("setup.sync.running") : hasFailed ? (run.error?.message ?? t("setup.sync.unfinished")) : t("setup.sync.ready")}
        </Status>{" "}
        <span className="num">{numbers.join(", ")}</span>
      </p>
      {!isRunning && (
        <div className="actions">
          {!hasFailed && <Button onClick={onDone}>{t("setup.continue")}</Button>}
          {hasFailed && (
            <Button variant="default" onClick={onBack}>
              {t("setup.sync.back")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
