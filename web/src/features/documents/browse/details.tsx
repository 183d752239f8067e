import { Button } from "@mantine/core";
import type { Document } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatMoment, formatNumber } from "../../../ui/format.ts";
import { LoadingRows, Problem } from "../../../ui/states.tsx";
import { Status } from "../../../ui/status.tsx";
import styles from "./browse-panel.module.css";
import { formatBytes } from "./format-bytes.ts";
import { versionsQuery } from "./queries.ts";

interface Props {
  readonly document: Document;
  /** The one whose text was looked at last. */
  readonly version: number | undefined;
  readonly onVersion: (version: number) => void;
}

/** What is known of a document, and the versions of it that are kept. */
export function Details({ document, version, onVersion }: Props): ReactNode {
  const { t } = useTranslation();
  const { authors, createdAt } = document;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t("browse.fact.state"), <State key="state" document={document} />],
    [t("browse.fact.source"), document.source.name],
    ...(document.path === null ? [] : [[t("browse.fact.path"), document.path] as const]),
    [t("browse.fact.type"), `${document.type}, ${document.mimeType}`],
    [t("browse.fact.size"), formatBytes(document.sizeBytes)],
    [t("browse.fact.language"), document.language],
    ...(authors.length === 0 ? [] : [[t("browse.fact.authors"), authors.join(", ")] as const]),
    ...(createdAt === null ? [] : [[t("browse.fact.created"), formatMoment(createdAt)] as const]),
    [t("browse.fact.changed"), formatMoment(document.updatedAt)],
    [t("browse.fact.id"), <code key="id">{document.id}</code>],
  ];
  return (
    <div className={styles.body} role="region" aria-label={t("browse.view.details")} tabIndex={0}>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
      {document.notes.length > 0 && (
        <>
          <h3>{t("browse.notes")}</h3>
          <ul>
            {document.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </>
      )}
      <h3>{t("browse.versions.title")}</h3>
      <Versions document={document} version={version} onVersion={onVersion} />
    </div>
  );
}

function State({ document }: Pick<Props, "document">): ReactNode {
  const { t } = useTranslation();
  const isIndexed = document.state === "indexed";
  return <Status kind={isIndexed ? "ok" : "running"}>{t(isIndexed ? "browse.indexed" : "browse.indexingText")}</Status>;
}

function Versions({ document, version, onVersion }: Props): ReactNode {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(versionsQuery(document.id));
  if (error !== null) return <Problem title={t("browse.versions.failed")} error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <LoadingRows rows={1} />;
  return (
    <ul className={styles.versions}>
      {data.map((each) => (
        <li key={each.version}>
          <span>
            {t("browse.versions.name", { version: each.version })}{" "}
            <small>
              {each.supersededAt === null
                ? t("browse.versions.present")
                : t("browse.versions.until", { date: formatMoment(each.supersededAt) })}
            </small>
          </span>
          <small className="num">
            {t("browse.versions.characters", { count: each.characters, number: formatNumber(each.characters) })}
          </small>
          <Button
            size="xs"
            variant="default"
            disabled={each.version === (version ?? document.version)}
            onClick={() => onVersion(each.version)}
          >
            {t("browse.versions.show")}
          </Button>
        </li>
      ))}
    </ul>
  );
}
