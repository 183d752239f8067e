import { Button } from "@mantine/core";
import type { Document } from "@smartypants/client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { IconFiles, IconFolder, IconZoomCancel } from "@tabler/icons-react";
import { type ReactNode, useCallback, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../../app/navigation.ts";
import { ButtonLink } from "../../../ui/button-link.tsx";
import { useIsPhone } from "../../../ui/columns.tsx";
import { formatNumber } from "../../../ui/format.ts";
import { Icon } from "../../../ui/icon.tsx";
import { Empty, LoadingRows, Problem } from "../../../ui/states.tsx";
import type { BrowseState } from "./browse-state.ts";
import { DocumentRow } from "./document-row.tsx";
import styles from "./document-list.module.css";
import { childrenOf, countBelow, type Folder } from "./folders.ts";
import { documentListQuery, foldersQuery, readableSourcesQuery } from "./queries.ts";

interface Props {
  readonly state: BrowseState;
  readonly onOpen: (id: string | null) => void;
  readonly onChange: (state: BrowseState, replace?: boolean) => void;
}

const ROW = 44;
const PHONE_ROW = 60;
/** Rows before the end at which the next page is asked for. */
const AHEAD = 60;

export function DocumentList(props: Props): ReactNode {
  const { state, onOpen, onChange } = props;
  const { t } = useTranslation();
  const query = useInfiniteQuery(documentListQuery(state));
  const { data: folders = [] } = useQuery(foldersQuery(state.source));
  const below = state.folder === undefined || state.q !== undefined ? [] : childrenOf(folders, state.folder);
  const documents = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.error !== null) {
    return (
      <div className={styles.state}>
        <Problem title={t("browse.failed")} error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  if (query.data === undefined) return <LoadingRows />;
  if (documents.length === 0 && below.length === 0) return <Nothing state={state} onChange={onChange} />;
  return (
    <>
      <Rows
        {...{ state, documents, below, onOpen }}
        folders={folders}
        isStale={query.isPlaceholderData}
        onFolder={(folder) => onChange({ ...state, folder }, false)}
        onEnd={() => {
          if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
        }}
      />
      <Foot state={state} shown={documents.length} isAll={!query.hasNextPage} />
    </>
  );
}

interface RowsProps {
  readonly state: BrowseState;
  readonly documents: readonly Document[];
  readonly below: readonly Folder[];
  readonly folders: readonly Folder[];
  readonly isStale: boolean;
  readonly onOpen: (id: string | null) => void;
  readonly onFolder: (id: string) => void;
  readonly onEnd: () => void;
}

/** Only the rows in sight are drawn, however many there are. */
function Rows({ state, documents, below, folders, isStale, onOpen, onFolder, onEnd }: RowsProps): ReactNode {
  const { t } = useTranslation();
  const isPhone = useIsPhone();
  const scroll = useRef<HTMLDivElement>(null);
  const count = below.length + documents.length;
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => (isPhone ? PHONE_ROW : ROW),
    overscan: 8,
    // The browser may paint first: rows beyond the edge are there already.
    useFlushSync: false,
  });
  const latest = useRef({ open: state.open, onOpen });
  useEffect(() => {
    latest.current = { open: state.open, onOpen };
  });
  const toggle = useCallback((id: string) => latest.current.onOpen(latest.current.open === id ? null : id), []);
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= count - AHEAD) onEnd();
    // Asked for once each time more rows come into sight or arrive.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [last, count]);
  useEffect(() => rows.measure(), [isPhone, rows]);
  return (
    <div className={styles.scroll} ref={scroll} data-stale={isStale || undefined}>
      <div
        role="table"
        aria-label={t("browse.documents")}
        aria-rowcount={count + 1}
        className={styles.table}
        style={{ blockSize: rows.getTotalSize() }}
      >
        <div role="row" className="visually-hidden" aria-rowindex={1}>
          <span role="columnheader">{t("browse.column.title")}</span>
          <span role="columnheader">{t("browse.column.place")}</span>
          <span role="columnheader">{t("browse.column.changed")}</span>
          <span role="columnheader">{t("browse.column.size")}</span>
        </div>
        {items.map(({ index, start, size }) => {
          const folder = below[index];
          const document = documents[index - below.length];
          if (folder !== undefined)
            return <FolderRow key={folder.id} {...{ folder, folders, start, size, index }} onClick={() => onFolder(folder.id)} />;
          if (document === undefined) return null;
          return (
            <DocumentRow
              key={document.id}
              {...{ document, start, size, index }}
              isOpen={state.open === document.id}
              showsSource={state.source === undefined}
              onToggle={toggle}
            />
          );
        })}
      </div>
    </div>
  );
}

interface FolderRowProps {
  readonly folder: Folder;
  readonly folders: readonly Folder[];
  readonly start: number;
  readonly size: number;
  readonly index: number;
  readonly onClick: () => void;
}

function FolderRow({ folder, folders, start, size, index, onClick }: FolderRowProps): ReactNode {
  const { t } = useTranslation();
  const count = countBelow(folders, folder.id);
  return (
    <div role="row" aria-rowindex={index + 2} className={styles.row} style={{ insetBlockStart: start, blockSize: size }}>
      <span role="cell" className={styles.title}>
        <Icon of={IconFolder} size={18} />
        <button type="button" className="cut" dir="auto" onClick={onClick}>
          {folder.title}
        </button>
      </span>
      <span role="cell" className={styles.place}>
        {t("browse.documentCount", { count, number: formatNumber(count) })}
      </span>
      <span role="cell" />
      <span role="cell" />
    </div>
  );
}

function Nothing({ state, onChange }: Pick<Props, "state" | "onChange">): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  if (state.q !== undefined) {
    const { q, ...rest } = state;
    return (
      <div className={styles.state}>
        <Empty
          icon={IconZoomCancel}
          title={t("browse.noneFound", { q })}
          actions={
            <>
              <ButtonLink to="/search" search={{ q }} size="xs" variant="default">
                {t("browse.searchInstead")}
              </ButtonLink>
              {(rest.folder ?? rest.source) !== undefined && (
                <Button size="xs" variant="default" onClick={() => onChange({ q })}>
                  {t("browse.everywhere")}
                </Button>
              )}
            </>
          }
        >
          {t("browse.noneFoundText")}
        </Empty>
      </div>
    );
  }
  return (
    <div className={styles.state}>
      <Empty
        icon={IconFiles}
        title={t("browse.none")}
        actions={
          <>
            {hasRole(me.role, "member") && (
              <Button size="xs" variant="default" onClick={() => onChange({ ...state, upload: true })}>
                {t("browse.upload.button")}
              </Button>
            )}
            {hasRole(me.role, "editor") && (
              <ButtonLink to="/sources/add" size="xs" variant="default">
                {t("sources.empty.connect")}
              </ButtonLink>
            )}
          </>
        }
      >
        {t("browse.noneText")}
      </Empty>
    </div>
  );
}

interface FootProps {
  readonly state: BrowseState;
  readonly shown: number;
  readonly isAll: boolean;
}

/** The count beside the list, and where what is missing can be looked up. */
function Foot({ state, shown, isAll }: FootProps): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const { data: sources = [] } = useQuery(readableSourcesQuery);
  const known = sources
    .filter((each) => state.source === undefined || each.id === state.source)
    .reduce((sum, each) => sum + each.documents, 0);
  const isWhole = state.folder === undefined && state.q === undefined;
  const total = isAll ? shown : isWhole ? known : null;
  return (
    <p className={styles.foot}>
      <span className="num">
        {total === null
          ? t("browse.countAtLeast", { number: formatNumber(shown) })
          : t("browse.count", { count: total, number: formatNumber(total) })}
      </span>
      <span className="grow" />
      {state.source !== undefined && hasRole(me.role, "editor") && (
        <ButtonLink to="/sources/$sourceId" params={{ sourceId: state.source }} search={{ tab: "items" }} size="xs" variant="subtle">
          {t("browse.notIndexed")}
        </ButtonLink>
      )}
    </p>
  );
}
