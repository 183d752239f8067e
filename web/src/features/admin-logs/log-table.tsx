import { Button } from "@mantine/core";
import type { LogLine } from "@smartypants/client";
import { Link } from "@tanstack/react-router";
import { IconCopy } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "../../ui/clipboard.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { formatMoment, formatNumber, locale } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { BELONGS, type Level } from "./logs-state.ts";
import styles from "./logs.module.css";

interface Props {
  readonly lines: readonly LogLine[];
  /** Somebody reads one: it should stay where it is. */
  readonly onOpen: () => void;
  readonly onMore: (() => void) | undefined;
  readonly isLoadingMore: boolean;
}

export function LogTable({ lines, onOpen, onMore, isLoadingMore }: Props): ReactNode {
  const { t } = useTranslation();
  const columns: readonly Column<LogLine>[] = [
    { id: "when", label: t("adminLogs.column.when"), width: "124px", cell: ({ at }) => <When at={at} /> },
    { id: "level", label: t("adminLogs.column.level"), width: "84px", phone: "state", cell: ({ level }) => <LevelWord level={level} /> },
    { id: "line", label: t("adminLogs.column.line"), phone: "first", cell: (line) => <Line line={line} onOpen={onOpen} /> },
  ];
  return (
    <div className={styles.table}>
      <DataTable
        label={t("adminLogs.title")}
        columns={columns}
        rows={lines}
        rowKey={(each) => each.id}
        onMore={onMore}
        isLoadingMore={isLoadingMore}
      />
    </div>
  );
}

function When({ at }: { readonly at: string }): ReactNode {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  const time = date.toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
  return (
    <time dateTime={at} title={formatMoment(at)} className={styles.when}>
      {!isToday && `${date.toLocaleDateString(locale(), { day: "numeric", month: "short" })} `}
      {time}
    </time>
  );
}

function LevelWord({ level }: { readonly level: Level }): ReactNode {
  const { t } = useTranslation();
  return (
    <span className={styles.level} data-level={level}>
      {t(`adminLogs.level.${level}`)}
    </span>
  );
}

/** What a line says at a glance: at most so many of its values, those that are short. */
const MOST_SHOWN = 5;
const SHORT = 120;

function glance(fields: LogLine["fields"]): string {
  return Object.entries(fields)
    .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value) && String(value).length <= SHORT)
    .slice(0, MOST_SHOWN)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join("  ");
}

function Line({ line, onOpen }: { readonly line: LogLine; readonly onOpen: () => void }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {line.lost > 0 && <p className={styles.lost}>{t("adminLogs.lostHere", { count: line.lost, number: formatNumber(line.lost) })}</p>}
      <details
        className={styles.line}
        onToggle={(event) => {
          if (event.currentTarget.open) onOpen();
        }}
      >
        <summary>
          <span dir="auto">{line.message}</span> <span className={styles.glance}>{glance(line.fields)}</span>
        </summary>
        <Details line={line} />
      </details>
    </>
  );
}

const IDS = { request: "requestId", job: "jobId", run: "runId", source: "sourceId" } as const;

function Details({ line }: { readonly line: LogLine }): ReactNode {
  const { t } = useTranslation();
  const ids = BELONGS.flatMap((by) => {
    const id = line[IDS[by]];
    return id === null ? [] : [{ by, id }];
  });
  return (
    <div className={styles.details}>
      <dl>
        {ids.map(({ by, id }) => (
          <div key={by}>
            <dt>{t(`adminLogs.by.${by}`)}</dt>
            <dd>
              <Link to="/admin/logs" search={{ by, id }} title={t(`adminLogs.allOf.${by}`)}>
                <code>{id}</code>
              </Link>
            </dd>
          </div>
        ))}
        <div>
          <dt>{t("adminLogs.part")}</dt>
          <dd>
            <code>{line.part}</code>
          </dd>
        </div>
      </dl>
      {Object.keys(line.fields).length > 0 && (
        <pre tabIndex={0} aria-label={t("adminLogs.fields")}>
          {JSON.stringify(line.fields, null, 2)}
        </pre>
      )}
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<Icon of={IconCopy} size={14} />}
        onClick={() => void copyText(JSON.stringify(line))}
      >
        {t("adminLogs.copy")}
      </Button>
    </div>
  );
}
