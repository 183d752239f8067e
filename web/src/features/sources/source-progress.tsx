import type { Source } from "@smartypants/client";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import { ProgressLine, type ProgressParts } from "./progress-line.tsx";
import { countItems, openRun } from "./source-state.ts";
import styles from "./source-progress.module.css";

/** The source's line and its numbers: of the run while one goes, of the ledger otherwise. */
export function SourceProgress({ source }: { readonly source: Source }): ReactNode {
  const { t } = useTranslation();
  const run = openRun(source);
  if (run?.state !== "running") {
    const isEmpty = countItems(source) === 0;
    return (
      <div className={styles.progress}>
        <ProgressLine parts={partsOfLedger(source)} />
        <span className="num">{isEmpty ? t("sources.items.none") : describeCounts(t, source)}</span>
      </div>
    );
  }
  const { counts, progress } = run;
  const total = progress?.total;
  const rest = total === undefined ? Math.max(1, Math.round(counts.seen * 0.1)) : Math.max(0, total - counts.seen);
  const said = {
    done: formatNumber(counts.seen),
    total: formatNumber(total ?? 0),
    percent: formatNumber(Math.floor((100 * counts.seen) / Math.max(1, total ?? 1))),
  };
  return (
    <div className={styles.progress}>
      <ProgressLine parts={{ ...counts, rest }} />
      <span className="num">{total === undefined ? t("sources.items.seen", said) : t("sources.items.ofTotal", said)}</span>
    </div>
  );
}

export function partsOfLedger({ counts }: Pick<Source, "counts">): ProgressParts {
  return { indexed: counts.indexed, unchanged: 0, skipped: counts.skipped + counts.ignored, failed: counts.failed, rest: counts.queued };
}

function describeCounts(t: TFunction, { counts }: Source): string {
  const said = (["indexed", "skipped", "ignored", "queued"] as const)
    .filter((name) => counts[name] > 0 || name === "indexed")
    .map((name) => t(`sources.items.${name}`, { number: formatNumber(counts[name]) }));
  return said.join(", ");
}
