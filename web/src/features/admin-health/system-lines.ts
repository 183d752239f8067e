import type { SystemOverview } from "@smartypants/client";
import i18next from "i18next";
import { formatNumber } from "../../ui/format.ts";
import type { StatusKind } from "../../ui/status.tsx";
import { formatAgo, formatSpan } from "../sources/when.ts";
import { formatBytes } from "./format-bytes.ts";

export interface SystemLine {
  readonly id: string;
  readonly kind: StatusKind;
  readonly name: string;
  readonly value: string;
  /** What to make of it. */
  readonly note: string;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const FEW_BYTES = 2 ** 30;
const LATE_MS = 10 * MINUTE_MS;
const OLD_BACKUP_DAYS = 7;

/** What the instance is made of, one line each, with a verdict. */
export function systemLines(overview: SystemOverview, now: number): readonly SystemLine[] {
  return [
    versionLine(overview, now),
    databaseLine(overview),
    indexLine(overview),
    meaningLine(overview),
    queueLine(overview, now),
    diskLine(overview),
    backupLine(overview, now),
  ];
}

function versionLine({ version, startedAt, node, platform }: SystemOverview, now: number): SystemLine {
  const t = i18next.t;
  const days = Math.floor((now - Date.parse(startedAt)) / DAY_MS);
  const span =
    days > 0 ? t("adminHealth.days", { count: days, number: formatNumber(days) }) : formatSpan((now - Date.parse(startedAt)) / 1000);
  const value = `${version}, ${t("adminHealth.row.up", { span })}`;
  return { id: "version", kind: "ok", name: t("adminHealth.row.version"), value, note: t("adminHealth.row.runtime", { node, platform }) };
}

function databaseLine({ databaseBytes }: SystemOverview): SystemLine {
  return {
    id: "database",
    kind: "ok",
    name: i18next.t("adminHealth.row.database"),
    value: `SQLite, ${formatBytes(databaseBytes)}`,
    note: "",
  };
}

function indexLine({ documents, passages, indexWaiting }: SystemOverview): SystemLine {
  const t = i18next.t;
  return {
    id: "index",
    kind: indexWaiting > 0 ? "running" : "ok",
    name: t("adminHealth.row.index"),
    value: t("adminHealth.row.documents", { documents: formatNumber(documents), passages: formatNumber(passages) }),
    note:
      indexWaiting > 0
        ? t("adminHealth.row.behind", { count: indexWaiting, number: formatNumber(indexWaiting) })
        : t("adminHealth.row.upToDate"),
  };
}

function meaningLine({ embeddingModel }: SystemOverview): SystemLine {
  const t = i18next.t;
  const name = t("adminHealth.row.meaning");
  if (embeddingModel === null) return { id: "meaning", kind: "waiting", name, value: t("adminHealth.row.wordsOnly"), note: "" };
  return { id: "meaning", kind: "ok", name, value: embeddingModel, note: "" };
}

function queueLine({ jobs: { waiting, running, failed }, oldestDueAt }: SystemOverview, now: number): SystemLine {
  const t = i18next.t;
  const isLate = oldestDueAt !== null && now - Date.parse(oldestDueAt) > LATE_MS;
  const late = oldestDueAt === null ? t("adminHealth.row.noneLate") : t("adminHealth.row.late", { when: formatAgo(oldestDueAt, now) });
  return {
    id: "queue",
    kind: failed > 0 || isLate ? "partial" : "ok",
    name: t("adminHealth.row.queue"),
    value: t("adminHealth.row.queued", { running: formatNumber(running), waiting: formatNumber(waiting) }),
    note: failed > 0 ? t("adminHealth.row.needHand", { count: failed, number: formatNumber(failed) }) : late,
  };
}

function diskLine({ disk: { freeBytes, totalBytes } }: SystemOverview): SystemLine {
  const t = i18next.t;
  const used = totalBytes === 0 ? 0 : 1 - freeBytes / totalBytes;
  const isLittle = freeBytes < FEW_BYTES || (used > 0.95 && freeBytes < 10 * FEW_BYTES);
  return {
    id: "disk",
    kind: freeBytes < FEW_BYTES / 4 ? "failed" : isLittle ? "partial" : "ok",
    name: t("adminHealth.row.disk"),
    value: t("adminHealth.row.free", { free: formatBytes(freeBytes) }),
    note: t("adminHealth.row.of", { total: formatBytes(totalBytes), percent: `${formatNumber(Math.round(used * 100))} %` }),
  };
}

function backupLine({ lastBackup }: SystemOverview, now: number): SystemLine {
  const t = i18next.t;
  const about = { id: "backup", name: t("adminHealth.row.backup") };
  if (lastBackup === null)
    return { ...about, kind: "partial", value: t("adminHealth.row.noBackup"), note: t("adminHealth.row.noBackupText") };
  const isOld = now - Date.parse(lastBackup.createdAt) > OLD_BACKUP_DAYS * DAY_MS;
  return {
    ...about,
    kind: isOld ? "partial" : "ok",
    value: t("adminHealth.row.last", { when: formatAgo(lastBackup.createdAt, now) }),
    note: isOld ? t("adminHealth.row.backupOld") : formatBytes(lastBackup.sizeBytes),
  };
}
