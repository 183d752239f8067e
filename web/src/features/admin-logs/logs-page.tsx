import { Button } from "@mantine/core";
import type { LogLine } from "@smartypants/client";
import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { IconDownload, IconFileText, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatMoment, formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { AdminPage } from "../admin/admin-page.tsx";
import { Loaded, Nothing } from "../admin/loaded.tsx";
import { LogFilters } from "./log-filters.tsx";
import { LogTable } from "./log-table.tsx";
import styles from "./logs.module.css";
import { type LogsState, readLogsState } from "./logs-state.ts";
import { exportAddress, logFactsQuery, logsQuery } from "./queries.ts";

const route = getRouteApi("/shell/admin/logs");

export function LogsPage(): ReactNode {
  const { t } = useTranslation();
  const state = readLogsState(route.useSearch());
  const navigate = route.useNavigate();
  const [isFollowed, setFollowed] = useState(true);
  const options = logsQuery(state, isFollowed);
  const query = useInfiniteQuery(options);
  const queryClient = useQueryClient();
  const lines = query.data?.pages.flatMap((page) => page.items) ?? [];
  const change = (next: LogsState): void => {
    setFollowed(true);
    void navigate({ search: next, replace: true });
  };
  const follow = (): void => {
    // From the newest page on: those below it would be asked for again each time.
    queryClient.setQueryData(options.queryKey, firstPage);
    setFollowed(true);
    void query.refetch();
  };
  return (
    <AdminPage
      title={t("adminLogs.title")}
      facts={<Facts />}
      actions={<Actions state={state} isFollowed={isFollowed} onFollow={follow} onPause={() => setFollowed(false)} />}
    >
      <LogFilters state={state} onChange={change} />
      <p className={styles.live} role="status">
        {t(isFollowed ? "adminLogs.live" : "adminLogs.paused")}
      </p>
      <Loaded query={query} failed={t("adminLogs.failed")} rows={8}>
        {() =>
          lines.length === 0 && !query.hasNextPage ? (
            <None state={state} onClear={() => change({})} />
          ) : (
            <Lines
              lines={lines}
              onOpen={() => setFollowed(false)}
              isLoadingMore={query.isFetchingNextPage}
              onMore={
                query.hasNextPage
                  ? () => {
                      setFollowed(false);
                      void query.fetchNextPage();
                    }
                  : undefined
              }
            />
          )
        }
      </Loaded>
    </AdminPage>
  );
}

interface ActionProps {
  readonly state: LogsState;
  readonly isFollowed: boolean;
  readonly onFollow: () => void;
  readonly onPause: () => void;
}

function Actions({ state, isFollowed, onFollow, onPause }: ActionProps): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <Button component="a" variant="default" href={exportAddress(state)} download leftSection={<Icon of={IconDownload} />}>
        {t("adminLogs.export")}
      </Button>
      <Button
        variant="default"
        leftSection={<Icon of={isFollowed ? IconPlayerPause : IconPlayerPlay} />}
        onClick={isFollowed ? onPause : onFollow}
      >
        {t(isFollowed ? "adminLogs.pause" : "adminLogs.follow")}
      </Button>
    </>
  );
}

type Pages = InfiniteData<{ items: LogLine[]; nextCursor: string | null }>;

function firstPage(known: Pages | undefined): Pages | undefined {
  return known && { pages: known.pages.slice(0, 1), pageParams: known.pageParams.slice(0, 1) };
}

interface LinesProps {
  readonly lines: readonly LogLine[];
  readonly onOpen: () => void;
  readonly onMore: (() => void) | undefined;
  readonly isLoadingMore: boolean;
}

function Lines({ lines, ...rest }: LinesProps): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {lines.length === 0 && <p className={styles.live}>{t("adminLogs.lookFurther")}</p>}
      <LogTable lines={lines} {...rest} />
    </>
  );
}

function None({ state, onClear }: { readonly state: LogsState; readonly onClear: () => void }): ReactNode {
  const { t } = useTranslation();
  const isNarrowed = Object.keys(state).length > 0;
  return (
    <Nothing>
      <Empty
        icon={IconFileText}
        title={t(isNarrowed ? "adminLogs.none" : "adminLogs.nothing")}
        actions={
          isNarrowed && (
            <Button size="xs" variant="default" onClick={onClear}>
              {t("adminLogs.clear")}
            </Button>
          )
        }
      >
        {t(isNarrowed ? "adminLogs.noneText" : "adminLogs.nothingText")}
      </Empty>
    </Nothing>
  );
}

/** How far back it goes, and whether something is missing. */
function Facts(): ReactNode {
  const { t } = useTranslation();
  const { data } = useQuery(logFactsQuery);
  if (data?.oldestAt === null || data === undefined) return t("adminLogs.facts");
  const { lines, oldestAt, lost } = data;
  return (
    <>
      {t("adminLogs.kept", { count: lines, number: formatNumber(lines), when: formatMoment(oldestAt) })}{" "}
      {lost > 0 && <strong className={styles.lost}>{t("adminLogs.lost", { count: lost, number: formatNumber(lost) })}</strong>}
    </>
  );
}
