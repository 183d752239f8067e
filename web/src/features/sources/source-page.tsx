import { Button, Tabs } from "@mantine/core";
import type { Source } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouteContext } from "@tanstack/react-router";
import { IconArrowLeft, IconFileOff, IconLock, IconPlayerPause, IconPlayerPlay, IconPlayerStop, IconRefresh } from "@tabler/icons-react";
import { lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { isApiError } from "../../app/api.ts";
import { hasRole } from "../../app/navigation.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Empty, LoadingRows, Problem } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { useTitle } from "../../ui/use-title.ts";
import { useFreshness } from "./freshness.tsx";
import { Ledger } from "./ledger.tsx";
import { type LedgerState, type Tab, TABS } from "./ledger-state.ts";
import { Overview } from "./overview.tsx";
import { Phases } from "./phases.tsx";
import { describeAccess } from "./principals.ts";
import { ProgressLine } from "./progress-line.tsx";
import { deletions } from "./deletions.ts";
import { sourceQuery } from "./queries.ts";
import { describeNext } from "./schedule.ts";
import { partsOfLedger, SourceProgress } from "./source-progress.tsx";
import { countItems, isUnderWay, openRun, shownState, UPLOAD } from "./source-state.ts";
import styles from "./source-page.module.css";
import { useNow } from "./use-now.ts";
import { useSourceActions } from "./use-source-actions.ts";

const AccessTab = lazy(async () => ({ default: (await import("./access/access-tab.tsx")).AccessTab }));
const SettingsTab = lazy(async () => ({ default: (await import("./settings-tab.tsx")).SettingsTab }));

const route = getRouteApi("/shell/sources/$sourceId");

export function SourcePage(): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const { sourceId } = route.useParams();
  const mayManage = hasRole(me.role, "editor");
  const { data, error, refetch } = useQuery({ ...sourceQuery(sourceId), enabled: mayManage });
  const isGone = isApiError(error) && error.status === 404;
  useTitle(data?.name ?? t("sources.title"));
  if (data !== undefined && !isGone) return <Source source={data} />;
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <Back />
        <h1 className="visually-hidden">{t("sources.title")}</h1>
      </div>
      <div className={styles.state}>
        {!mayManage && (
          <Empty icon={IconLock} title={t("sources.noPermission.ledger")}>
            {t("sources.noPermission.text")}
          </Empty>
        )}
        {isGone && (
          <Empty
            icon={IconFileOff}
            title={t("sources.gone.title")}
            actions={
              <ButtonLink to="/sources" size="xs" variant="default">
                {t("sources.gone.back")}
              </ButtonLink>
            }
          >
            {t("sources.gone.text")}
          </Empty>
        )}
        {error !== null && !isGone && <Problem title={t("sources.failedToLoad")} error={error} onRetry={() => void refetch()} />}
      </div>
      {mayManage && error === null && <LoadingRows />}
    </div>
  );
}

function Back(): ReactNode {
  const { t } = useTranslation();
  return (
    <Link to="/sources" className={styles.back}>
      <Icon of={IconArrowLeft} size={14} />
      {t("sources.title")}
    </Link>
  );
}

function Source({ source }: { readonly source: Source }): ReactNode {
  const { t } = useTranslation();
  const state = route.useSearch();
  const navigate = route.useNavigate();
  const now = useNow(isUnderWay(source) ? 1_000 : 15_000);
  const tab = state.tab ?? "overview";
  const run = openRun(source);
  const change = (next: LedgerState): void => void navigate({ search: next, replace: true });
  return (
    <div className={styles.page}>
      <Head source={source} now={now} />
      {run?.state === "running" && (
        <div className={styles.running}>
          <SourceProgress source={source} />
          <Phases run={run} now={now} />
        </div>
      )}
      <Tabs value={tab} onChange={(next) => change(next === "overview" ? {} : { tab: next as Tab })} className={styles.tabs}>
        <Tabs.List className={styles.tabList}>
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`sources.tab.${name}`)}
              {name === "items" && (
                <span className={`num ${styles.count}`}>{formatNumber(source.counts.failed + source.counts.skipped)}</span>
              )}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} className={styles.panel}>
          <Suspense fallback={<LoadingRows />}>
            {tab === "overview" && <Overview source={source} now={now} onItems={(filter) => change({ tab: "items", state: filter })} />}
            {tab === "items" && <Ledger source={source} state={state} now={now} onChange={change} />}
            {tab === "access" && <AccessTab source={source} />}
            {tab === "settings" && <SettingsTab source={source} />}
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

function Head({ source, now }: { readonly source: Source; readonly now: number }): ReactNode {
  const { t } = useTranslation();
  const actions = useSourceActions(source);
  const state = shownState(source);
  const isUpload = source.connector === UPLOAD;
  const freshness = useFreshness({ source, now });
  const pending = deletions.usePending().some((each) => each.id === source.id);
  return (
    <header className={styles.head}>
      <Back />
      <div className={styles.titleRow}>
        <div className="grow">
          <h1 dir="auto">{source.name}</h1>
          <p className={styles.facts}>
            <Status kind={state.kind}>{t(pending ? "sources.state.deleting" : `sources.state.${state.word}`)}</Status>
            <span>{describeAccess(t, source.access, isUpload)}</span>
            {freshness !== null && <span>{freshness}</span>}
            {!isUpload && <span>{source.state === "paused" ? t("sources.next.paused") : describeNext(source, now)}</span>}
          </p>
          {(actions.problem ?? state.detail) !== null && (
            <p
              className={styles.detail}
              data-bad={state.kind === "failed" || actions.problem !== null || undefined}
              role={actions.problem === null ? undefined : "alert"}
            >
              {actions.problem ?? state.detail}
            </p>
          )}
        </div>
        {!isUpload && source.state !== "deleting" && <HeadButtons source={source} actions={actions} />}
      </div>
      <Sum source={source} />
    </header>
  );
}

function HeadButtons({ source, actions }: { readonly source: Source; readonly actions: ReturnType<typeof useSourceActions> }): ReactNode {
  const { t } = useTranslation();
  const isPaused = source.state === "paused";
  return (
    <div className="actions">
      {isPaused ? (
        <Button leftSection={<Icon of={IconPlayerPlay} />} loading={actions.isPending} onClick={actions.resume}>
          {t("sources.resume")}
        </Button>
      ) : (
        <Button variant="default" leftSection={<Icon of={IconPlayerPause} />} disabled={actions.isPending} onClick={actions.pause}>
          {t("sources.pause")}
        </Button>
      )}
      {!isPaused &&
        (actions.stop === null ? (
          <Button variant="default" leftSection={<Icon of={IconRefresh} />} loading={actions.isPending} onClick={() => actions.sync()}>
            {t("sources.syncNow")}
          </Button>
        ) : (
          <Button variant="default" leftSection={<Icon of={IconPlayerStop} />} disabled={actions.isPending} onClick={actions.stop}>
            {t("sources.stopSync")}
          </Button>
        ))}
    </div>
  );
}

const TERMS = ["indexed", "skipped", "failed", "ignored", "queued"] as const;

/** Every number adds up in sight. */
function Sum({ source }: { readonly source: Source }): ReactNode {
  const { t } = useTranslation();
  const terms = TERMS.filter((name, index) => index < 3 || source.counts[name] > 0);
  return (
    <div className={styles.sum}>
      <p className="num" data-sum>
        <b>{formatNumber(countItems(source))}</b> {t("sources.sum.items")}
        {terms.map((name, index) => (
          <span key={name} data-failed={(name === "failed" && source.counts.failed > 0) || undefined}>
            <i>{index === 0 ? "=" : "+"}</i>
            <b>{formatNumber(source.counts[name])}</b> {t(`sources.sum.${name}`)}
          </span>
        ))}
      </p>
      {openRun(source)?.state !== "running" && <ProgressLine parts={partsOfLedger(source)} />}
    </div>
  );
}
