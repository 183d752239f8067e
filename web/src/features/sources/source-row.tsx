import { ActionIcon } from "@mantine/core";
import type { Source } from "@smartypants/client";
import { Link, useNavigate } from "@tanstack/react-router";
import { IconDots, IconPlayerPause, IconPlayerPlay, IconPlayerStop, IconRefresh, IconSettings, IconTrash } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button-link.tsx";
import { formatMoment, formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Menu, type MenuEntry } from "../../ui/menu.tsx";
import { Status } from "../../ui/status.tsx";
import { ConnectorIcon } from "./connector-icon.tsx";
import { DeleteDialog } from "./delete-dialog.tsx";
import { Phases } from "./phases.tsx";
import { describeAccess } from "./principals.ts";
import { useFreshness } from "./freshness.tsx";
import { describeNext } from "./schedule.ts";
import { SourceProgress } from "./source-progress.tsx";
import { openRun, shownState, UPLOAD } from "./source-state.ts";
import styles from "./source-row.module.css";
import { useSourceActions } from "./use-source-actions.ts";
import { formatAgo } from "./when.ts";

interface Props {
  readonly source: Source;
  readonly now: number;
}

export function SourceRow({ source, now }: Props): ReactNode {
  const { t } = useTranslation();
  const state = shownState(source);
  const run = openRun(source);
  const freshness = useFreshness({ source, now });
  const [isDeleting, setDeleting] = useState(false);
  const actions = useSourceActions(source);
  const detail = actions.problem ?? state.detail;
  return (
    <li className={styles.row} aria-label={source.name}>
      <div className={styles.cells}>
        <div className={styles.name}>
          <ConnectorIcon connector={source.connector} />
          <div className="grow">
            <Link to="/sources/$sourceId" params={{ sourceId: source.id }} dir="auto">
              {source.name}
            </Link>
            <small title={freshness ?? undefined}>{describeAccess(t, source.access, source.connector === UPLOAD)}</small>
          </div>
        </div>
        <div className={styles.state}>
          <Status kind={state.kind}>{t(`sources.state.${state.word}`)}</Status>
          {detail !== null && <small title={detail}>{detail}</small>}
        </div>
        <div className={styles.items}>
          <SourceProgress source={source} />
        </div>
        <div className={styles.last}>
          <Times source={source} now={now} />
        </div>
        <div className={styles.next}>
          <Next source={source} now={now} />
        </div>
        <div className={styles.end}>
          <Repair source={source} />
          <RowMenu source={source} actions={actions} onDelete={() => setDeleting(true)} />
        </div>
      </div>
      {run?.state === "running" && (
        <div className={styles.phases}>
          <Phases run={run} now={now} />
        </div>
      )}
      {isDeleting && <DeleteDialog source={source} onClose={() => setDeleting(false)} />}
    </li>
  );
}

function Times({ source, now }: Props): ReactNode {
  const { t } = useTranslation();
  if (openRun(source)?.state === "running") return t("sources.now");
  const finishedAt = source.lastRun?.finishedAt ?? null;
  if (finishedAt === null) return source.connector === UPLOAD ? "" : t("sources.neverSynced");
  return (
    <time dateTime={finishedAt} title={formatMoment(finishedAt)}>
      {formatAgo(finishedAt, now)}
    </time>
  );
}

function Next({ source, now }: Props): ReactNode {
  const { t } = useTranslation();
  if (source.connector === UPLOAD) return t("sources.next.uploads");
  if (source.state === "paused") return t("sources.next.paused");
  if (source.state === "reconnect") return t("sources.next.stopped");
  if (source.state === "deleting") return "";
  return describeNext(source, now);
}

/** The one thing to do about this source, if there is one. */
function Repair({ source }: Pick<Props, "source">): ReactNode {
  const { t } = useTranslation();
  const params = { sourceId: source.id };
  if (source.state === "reconnect") {
    return (
      <ButtonLink to="/sources/$sourceId" params={params} search={{ tab: "settings" }} size="xs">
        {t("sources.reconnect")}
      </ButtonLink>
    );
  }
  if (source.counts.failed === 0) return null;
  return (
    <ButtonLink to="/sources/$sourceId" params={params} search={{ tab: "items", state: "failed" }} size="xs" variant="default">
      {t("sources.failedCount", { number: formatNumber(source.counts.failed) })}
    </ButtonLink>
  );
}

interface MenuProps extends Pick<Props, "source"> {
  readonly actions: ReturnType<typeof useSourceActions>;
  readonly onDelete: () => void;
}

function RowMenu({ source, actions, onDelete }: MenuProps): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const isPaused = source.state === "paused";
  const syncing: MenuEntry[] =
    source.connector === UPLOAD
      ? []
      : [
          actions.stop === null
            ? { label: t("sources.syncNow"), icon: IconRefresh, isDisabled: source.state !== "active", onClick: () => actions.sync() }
            : { label: t("sources.stopSync"), icon: IconPlayerStop, onClick: actions.stop },
          isPaused
            ? { label: t("sources.resume"), icon: IconPlayerPlay, onClick: actions.resume }
            : { label: t("sources.pause"), icon: IconPlayerPause, isDisabled: source.state === "deleting", onClick: actions.pause },
        ];
  const entries: MenuEntry[] = [
    ...syncing,
    {
      label: t("sources.openSettings"),
      icon: IconSettings,
      onClick: () => void navigate({ to: "/sources/$sourceId", params: { sourceId: source.id }, search: { tab: "settings" } }),
    },
    "divider",
    { label: t("sources.delete.menu"), icon: IconTrash, isDangerous: true, isDisabled: source.state === "deleting", onClick: onDelete },
  ];
  return (
    <Menu
      entries={entries}
      target={
        <ActionIcon aria-label={t("sources.more", { name: source.name })}>
          <Icon of={IconDots} />
        </ActionIcon>
      }
    />
  );
}
