import type { Source } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import { LoadingRows, Problem } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import type { LedgerFilter } from "./ledger-state.ts";
import { reasonsQuery } from "./queries.ts";
import { causeOf } from "./reason-words.ts";
import styles from "./reasons.module.css";
import { isUnderWay } from "./source-state.ts";

interface Props {
  readonly source: Source;
  readonly onItems: (filter: LedgerFilter) => void;
}

/** Why items are not indexed; each leads to its items. */
export function Reasons({ source, onItems }: Props): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(reasonsQuery(source.id, isUnderWay(source)));
  if (error !== null) return <Problem title={t("sources.reasons.failed")} error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <LoadingRows rows={2} />;
  const { indexed, skipped, failed, ignored } = source.counts;
  // The counts are fresher at times: what they know of comes with the next answer.
  if (data.length === 0 && skipped + failed > 0) return <LoadingRows rows={2} />;
  if (data.length === 0 && ignored === 0) {
    return <p className={styles.none}>{t(indexed > 0 ? "sources.reasons.none" : "sources.reasons.noItems")}</p>;
  }
  return (
    <ul className={styles.reasons}>
      {data.map(({ state, reasonCode, count }) => (
        <li key={`${state} ${reasonCode}`}>
          <Status kind={state === "failed" ? "failed" : "waiting"}>
            {t(state === "failed" ? "sources.ledger.failed" : "sources.ledger.skipped")}
          </Status>
          <Link
            to="/sources/$sourceId"
            params={{ sourceId: source.id }}
            search={{ tab: "items", state: state === "failed" ? "failed" : "skipped", reason: reasonCode }}
            className="cut"
          >
            {causeOf(reasonCode, reasonCode)}
          </Link>
          <span className="num">{formatNumber(count)}</span>
        </li>
      ))}
      {source.counts.ignored > 0 && (
        <li>
          <Status kind="paused">{t("sources.ledger.ignored")}</Status>
          <button type="button" className="text-button" onClick={() => onItems("ignored")}>
            {t("sources.reasons.showIgnored")}
          </button>
          <span className="num">{formatNumber(source.counts.ignored)}</span>
        </li>
      )}
    </ul>
  );
}
