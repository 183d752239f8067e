import type { CheckSourceResponse } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatDay, formatMoment } from "../../ui/format.ts";
import { Status, type StatusKind } from "../../ui/status.tsx";
import { groupChoicesQuery } from "../admin-people/queries.ts";
import styles from "./check-results.module.css";
import { namePrincipal } from "./principals.ts";

type Check = CheckSourceResponse["checks"][number];

interface Props {
  readonly result: CheckSourceResponse;
  /** Stands before the items, where all that is required works. */
  readonly count?: ReactNode;
}

/** Each probe with what can be done about it, and the first items as they would be stored. */
export function CheckResults({ result, count }: Props): ReactNode {
  const { t } = useTranslation();
  const isRefused = result.checks.some((check) => check.required && check.status === "failed");
  return (
    <div className={styles.results}>
      <ul aria-label={t("sources.check.probes")}>
        {result.checks.map((check) => (
          <li key={check.id} className={styles.check}>
            <Status kind={kindOf(check)}>{t(`sources.check.status.${wordOf(check)}`)}</Status>
            <div className="grow">
              <span>{check.title}</span>
              {check.detail !== undefined && <small dir="auto">{check.detail}</small>}
              {check.expiresAt !== undefined && <small>{t("sources.credential.expires", { date: formatMoment(check.expiresAt) })}</small>}
              {check.missingScope !== undefined && <code>{check.missingScope}</code>}
              {check.remediation !== undefined && <small>{check.remediation}</small>}
            </div>
          </li>
        ))}
      </ul>
      {!isRefused && count}
      {!isRefused && <Samples samples={result.samples} titles={result.titles} />}
    </div>
  );
}

function kindOf({ status, required }: Check): StatusKind {
  if (status === "ok") return "ok";
  if (status === "skipped") return "waiting";
  return required ? "failed" : "partial";
}

function wordOf({ status, required }: Check): "ok" | "skipped" | "failed" | "optional" {
  return status === "failed" && !required ? "optional" : status;
}

function Samples({ samples, titles }: Pick<CheckSourceResponse, "samples" | "titles">): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const { data: groups = me.groups } = useQuery(groupChoicesQuery);
  if (samples.length === 0) return <p className={styles.none}>{t("sources.check.noSamples")}</p>;
  return (
    <section aria-labelledby="samples">
      <h2 id="samples">{t("sources.check.samples", { count: samples.length })}</h2>
      <ul>
        {samples.map((sample) => (
          <li key={sample.externalId} className={styles.sample}>
            <div className="grow">
              <b dir="auto">{sample.title}</b>
              <small dir="auto">{sample.path ?? sample.externalId}</small>
            </div>
            <div className={styles.who}>
              <span>
                {sample.allow.length === 0
                  ? t("sources.access.nobody")
                  : sample.allow.map((each) => namePrincipal(t, each, groups, titles)).join(", ")}
              </span>
              <small>{t("sources.check.couldFind")}</small>
            </div>
            <small className={styles.day}>{sample.updatedAt === null ? "" : formatDay(sample.updatedAt)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
