import { Button } from "@mantine/core";
import type { Source, SyncRun } from "@smartypants/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatMoment, formatNumber } from "../../ui/format.ts";
import { LoadingRows, Problem } from "../../ui/states.tsx";
import { Status, type StatusKind } from "../../ui/status.tsx";
import { ProgressLine } from "./progress-line.tsx";
import { runsQuery } from "./queries.ts";
import styles from "./runs.module.css";
import { isUnderWay } from "./source-state.ts";
import { formatAgo, formatSpan } from "./when.ts";

const KINDS: Readonly<Record<SyncRun["state"], StatusKind>> = {
  queued: "waiting",
  running: "running",
  succeeded: "ok",
  partial: "partial",
  failed: "failed",
  cancelled: "paused",
};

export function Runs({ source, now }: { readonly source: Source; readonly now: number }): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    runsQuery(source.id, isUnderWay(source)),
  );
  const [opened, setOpened] = useState<string | null>(null);
  if (error !== null) return <Problem title={t("sources.runs.failed")} error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <LoadingRows />;
  const runs = data.pages.flatMap((page) => page.items);
  if (runs.length === 0) return <p className={styles.none}>{t("sources.runs.none")}</p>;
  return (
    <>
      <ul className={styles.runs}>
        {runs.map((run) => (
          <Run key={run.id} run={run} now={now} isOpen={opened === run.id} onToggle={() => setOpened(opened === run.id ? null : run.id)} />
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="default" size="xs" mt={12} loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("sources.runs.older")}
        </Button>
      )}
    </>
  );
}

interface RunProps {
  readonly run: SyncRun;
  readonly now: number;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function Run({ run, now, isOpen, onToggle }: RunProps): ReactNode {
  const { t } = useTranslation();
  const at = run.startedAt ?? run.createdAt;
  const { seen, indexed, unchanged, skipped, failed, deleted, moved } = run.counts;
  const seconds =
    run.startedAt === null ? null : ((run.finishedAt === null ? now : Date.parse(run.finishedAt)) - Date.parse(run.startedAt)) / 1000;
  return (
    <li>
      <button type="button" className={styles.run} aria-expanded={isOpen} onClick={onToggle}>
        <Status kind={KINDS[run.state]}>
          <span className="visually-hidden">{t(`sources.runs.state.${run.state}`)}</span>
        </Status>
        <time dateTime={at} title={formatMoment(at)}>
          {formatAgo(at, now)}
        </time>
        <span className="cut">{summarize(t, run)}</span>
        <span className={styles.line}>{seen > 0 && <ProgressLine parts={{ indexed, unchanged, skipped, failed, rest: 0 }} />}</span>
        <span className={`num ${styles.took}`}>{seconds === null ? "" : formatSpan(seconds)}</span>
      </button>
      {isOpen && (
        <dl className={styles.detail}>
          <div>
            <dt>{t("sources.runs.sum")}</dt>
            <dd className="num">
              {t("sources.runs.sumText", {
                seen: formatNumber(seen),
                indexed: formatNumber(indexed),
                unchanged: formatNumber(unchanged),
                skipped: formatNumber(skipped),
                failed: formatNumber(failed),
              })}
            </dd>
          </div>
          {(moved > 0 || deleted > 0) && (
            <div>
              <dt>{t("sources.runs.besides")}</dt>
              <dd className="num">{t("sources.runs.movedRemoved", { moved: formatNumber(moved), removed: formatNumber(deleted) })}</dd>
            </div>
          )}
          <div>
            <dt>{t("sources.runs.began")}</dt>
            <dd>{`${formatMoment(at)}, ${t(`sources.runs.trigger.${run.trigger}`)}`}</dd>
          </div>
          {run.error !== undefined && (
            <div>
              <dt>{t("sources.runs.error")}</dt>
              <dd>
                {run.error.message} <code>{run.error.code}</code>
              </dd>
            </div>
          )}
        </dl>
      )}
    </li>
  );
}

/** "12 indexed, 2 failed"; "nothing new" when that is so. */
function summarize(t: TFunction, { state, error, counts }: SyncRun): string {
  if (state === "queued") return error?.message ?? t("sources.runs.state.queued");
  if (state === "failed") return error?.message ?? t("sources.runs.state.failed");
  const parts = [
    counts.indexed > 0 ? t("sources.items.indexed", { number: formatNumber(counts.indexed) }) : "",
    counts.moved > 0 ? t("sources.runs.moved", { number: formatNumber(counts.moved) }) : "",
    counts.deleted > 0 ? t("sources.runs.removed", { number: formatNumber(counts.deleted) }) : "",
    counts.failed > 0 ? t("sources.failedCount", { number: formatNumber(counts.failed) }) : "",
  ].filter((part) => part !== "");
  const said = parts.length === 0 ? t(state === "running" ? "sources.runs.looking" : "sources.runs.nothingNew") : parts.join(", ");
  return state === "cancelled" ? `${t("sources.runs.state.cancelled")}: ${said}` : said;
}
