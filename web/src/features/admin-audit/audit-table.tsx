import type { AuditEvent } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { formatMoment } from "../../ui/format.ts";
import { findPeopleQuery } from "../admin-people/queries.ts";
import { ACTIONS, wordsOf } from "./actions.ts";
import styles from "./audit.module.css";

interface Props {
  readonly events: readonly AuditEvent[];
  readonly onMore: (() => void) | undefined;
  readonly isLoadingMore: boolean;
}

export function AuditTable({ events, onMore, isLoadingMore }: Props): ReactNode {
  const { t } = useTranslation();
  const { data: people = [] } = useQuery(findPeopleQuery(""));
  // The id that stands for everybody who was erased.
  const names = new Map([["erased", t("adminAudit.erased")], ...people.map(({ id, name }): [string, string] => [id, name])]);
  const columns: readonly Column<AuditEvent>[] = [
    { id: "when", label: t("adminAudit.column.when"), width: "148px", cell: ({ at }) => <time dateTime={at}>{formatMoment(at)}</time> },
    { id: "who", label: t("adminAudit.column.who"), width: "160px", cell: ({ actorId }) => <Who id={actorId} names={names} /> },
    { id: "what", label: t("adminAudit.column.what"), width: "240px", phone: "first", cell: ({ action }) => <What action={action} /> },
    {
      id: "object",
      label: t("adminAudit.column.object"),
      width: "180px",
      cell: ({ objectId }) => <ObjectLink id={objectId} names={names} />,
    },
    { id: "detail", label: t("adminAudit.column.detail"), phone: "hidden", cell: (event) => <Detail event={event} /> },
  ];
  return (
    <DataTable
      label={t("adminAudit.title")}
      columns={columns}
      rows={events}
      rowKey={(each) => each.id}
      onMore={onMore}
      isLoadingMore={isLoadingMore}
    />
  );
}

type Names = ReadonlyMap<string, string>;

function Who({ id, names }: { readonly id: string | null; readonly names: Names }): ReactNode {
  const { t } = useTranslation();
  if (id === null) return <span className={styles.nobody}>{t("adminAudit.nobody")}</span>;
  const name = names.get(id);
  return name === undefined ? <code>{id}</code> : <span className={styles.name}>{name}</span>;
}

function What({ action }: { readonly action: string }): ReactNode {
  const { t } = useTranslation();
  if (!ACTIONS.includes(action)) return <code>{action}</code>;
  return <span title={action}>{t(wordsOf(action))}</span>;
}

function ObjectLink({ id, names }: { readonly id: string | null; readonly names: Names }): ReactNode {
  const { t } = useTranslation();
  if (id === null) return null;
  const name = names.get(id);
  return (
    <Link
      from="/admin/audit"
      to="/admin/audit"
      search={(before) => ({ ...before, object: id })}
      title={t("adminAudit.narrowTo", { id })}
      className={styles.object}
    >
      {name ?? <code>{id}</code>}
    </Link>
  );
}

function Detail({ event: { detail, requestId } }: { readonly event: AuditEvent }): ReactNode {
  const { t } = useTranslation();
  const entries = Object.entries(detail);
  return (
    <>
      <code className={styles.detail}>{entries.map(([name, value]) => `${name}: ${show(value)}`).join(", ")}</code>{" "}
      {requestId !== null && (
        <Link to="/admin/logs" search={{ by: "request", id: requestId }} title={t("adminAudit.logText")} className={styles.detail}>
          {t("adminAudit.log")}
        </Link>
      )}
    </>
  );
}

function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
