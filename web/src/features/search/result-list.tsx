import { Button, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { IconAdjustmentsHorizontal, IconArrowsSort, IconMessageCircle, IconX } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconLink } from "../../ui/button-link.tsx";
import { useIsNarrow } from "../../ui/columns.tsx";
import { formatDay, formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { ShortcutKeys } from "../../ui/keys.tsx";
import { Menu } from "../../ui/menu.tsx";
import { LoadingRows, Problem } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { collectionsQuery } from "../assistants/queries.ts";
import { kindName } from "../documents/kind-name.ts";
import { NothingFound, NotYet, Unfinished } from "./empty-states.tsx";
import { problemOf } from "./query-syntax.ts";
import { Reading } from "./reading.tsx";
import { ResultRow } from "./result-row.tsx";
import styles from "./result-list.module.css";
import { countFilters, LISTS, type SearchState, toggleFacet, withTime } from "./search-state.ts";
import { askAbout } from "./top-bar.tsx";
import type { Results } from "./use-results.ts";

interface Props {
  readonly state: SearchState;
  readonly results: Results;
  readonly on: string | null;
  readonly onOpen: (id: string | null) => void;
  readonly onChange: (state: SearchState) => void;
  readonly onFilters: () => void;
}

export function ResultList(props: Props): ReactNode {
  const { state, results } = props;
  const { t } = useTranslation();
  if ((state.q ?? "").trim() === "") return <NotYet />;
  const problem = problemOf(state.q ?? "");
  if (problem !== null && results.hits.length === 0) return <Unfinished problem={problem} />;
  return (
    <>
      <ListHead {...props} />
      {results.first !== undefined && !results.isStale && (
        <Reading reading={results.first.reading} onLiteral={() => props.onChange({ ...state, literal: true })} />
      )}
      {problem !== null && <Unfinished problem={problem} isLine />}
      {results.first !== undefined && results.first.degraded.length > 0 && <Degraded parts={results.first.degraded} />}
      {results.error !== null && (
        <div className={styles.state}>
          <Problem title={t("search.failed")} error={results.error} onRetry={results.retry} />
        </div>
      )}
      {results.isLoading && <LoadingRows />}
      {results.error === null && results.first?.hits.length === 0 && !results.isStale ? (
        <NothingFound state={state} suggestions={results.first.suggestions} onChange={props.onChange} />
      ) : (
        <List {...props} />
      )}
      <div className={`not-phone ${styles.foot}`}>
        <ShortcutKeys actions={["next", "previous"]}>{t("search.keys.move")}</ShortcutKeys>
        <ShortcutKeys actions={["preview"]}>{t("search.keys.preview")}</ShortcutKeys>
        <ShortcutKeys actions={["source"]}>{t("search.keys.source")}</ShortcutKeys>
        <ShortcutKeys actions={["sheet"]}>{t("search.keys.all")}</ShortcutKeys>
      </div>
    </>
  );
}

function ListHead({ state, results, onChange, onFilters }: Props): ReactNode {
  const { t } = useTranslation();
  const isNarrow = useIsNarrow();
  const active = countFilters(state);
  const { first } = results;
  return (
    <div className={styles.head}>
      {isNarrow && (
        <Button variant="default" size="xs" leftSection={<Icon of={IconAdjustmentsHorizontal} />} onClick={onFilters}>
          {active === 0 ? t("search.filters") : t("search.filtersOn", { count: active })}
        </Button>
      )}
      <span role="status" className={styles.count}>
        {first !== undefined && results.error === null && (
          <>
            <b>{t("search.found", { count: first.found, shown: formatNumber(first.found) })}</b>
            <span className="not-phone">{t("search.took", { time: formatNumber(Math.round(first.tookMs)) })}</span>
          </>
        )}
      </span>
      <Chips state={state} labels={first?.facets} onChange={onChange} />
      <span className="grow" />
      <SortMenu state={state} onChange={onChange} />
      <IconLink
        to="/chat"
        search={askAbout(state)}
        className="only-phone"
        variant="filled"
        color="petrol"
        size={36}
        aria-label={t("search.askAbout")}
      >
        <Icon of={IconMessageCircle} size={18} />
      </IconLink>
    </div>
  );
}

const ORDERS = ["relevance", "newest", "oldest"] as const;

/** By date only what matches well is shown; the search says so itself. */
function SortMenu({ state, onChange }: Pick<Props, "state" | "onChange">): ReactNode {
  const { t } = useTranslation();
  const { sort = "relevance", ...unsorted } = state;
  return (
    <Menu
      width={176}
      entries={[
        { heading: t("search.sort.heading") },
        ...ORDERS.map((order) => ({
          label: t(`search.sort.${order}`),
          isChecked: order === sort,
          onClick: () => onChange(order === "relevance" ? unsorted : { ...unsorted, sort: order }),
        })),
      ]}
      target={
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          leftSection={<Icon of={IconArrowsSort} size={14} />}
          aria-label={t("search.sort.label", { order: t(`search.sort.${sort}`) })}
        >
          {t(`search.sort.${sort}`)}
        </Button>
      }
    />
  );
}

interface ChipsProps {
  readonly state: SearchState;
  readonly labels: NonNullable<Results["first"]>["facets"] | undefined;
  readonly onChange: (state: SearchState) => void;
}

function Chips({ state, labels, onChange }: ChipsProps): ReactNode {
  const { t } = useTranslation();
  const { since, after, before } = state;
  const { data: collections = [] } = useQuery({ ...collectionsQuery, enabled: state.collection !== undefined });
  const named = collections.map(({ id, name }) => ({ value: id, label: name }));
  const all = [...named, ...(labels === undefined ? [] : Object.values(labels).flat())];
  const chips = LISTS.flatMap((facet) =>
    (state[facet] ?? []).map((value) => ({
      key: `${facet} ${value}`,
      label: facet === "type" ? kindName(value) : (all.find((each) => each.value === value)?.label ?? value),
      without: toggleFacet(state, facet, value),
    })),
  );
  const time = timeLabel(t, state);
  if (time !== null) chips.push({ key: [since, after, before].join(" "), label: time, without: withTime(state, {}) });
  return (
    <span className={`not-phone ${styles.chips}`}>
      {chips.map(({ key, label, without }) => (
        <UnstyledButton
          key={key}
          className={styles.chip}
          aria-label={t("search.removeFilter", { filter: label })}
          onClick={() => onChange(without)}
        >
          {label}
          <Icon of={IconX} size={12} />
        </UnstyledButton>
      ))}
    </span>
  );
}

function timeLabel(t: TFunction, { since, after, before }: SearchState): string | null {
  if (since !== undefined) return t(`search.since.${since}`);
  const from = after === undefined ? "" : formatDay(after);
  const to = before === undefined ? "" : formatDay(before);
  return from === "" && to === "" ? null : `${from} – ${to}`;
}

/** What a search had to do without is said, with what it means. */
function Degraded({ parts }: { readonly parts: readonly string[] }): ReactNode {
  const { t } = useTranslation();
  const isWordsOnly = !parts.includes("semantic-only");
  return (
    <div className={styles.degraded} role="status">
      <Status kind="partial">{t(isWordsOnly ? "search.degraded.wordsOnly" : "search.degraded.meaningOnly")}</Status>
      <span>{t(isWordsOnly ? "search.degraded.wordsOnlyText" : "search.degraded.meaningOnlyText")}</span>
    </div>
  );
}

function List({ results, on, state, onOpen }: Props): ReactNode {
  const { t } = useTranslation();
  const [why, setWhy] = useState<string | null>(null);
  return (
    <div className={styles.scroll} data-stale={results.isStale || undefined}>
      <ol aria-label={t("search.results")}>
        {results.hits.map((hit) => {
          const { id } = hit.document;
          return (
            <ResultRow
              key={id}
              hit={hit}
              isOn={on === id}
              isOpen={state.open === id}
              isWhyOpen={why === id}
              onOpen={() => onOpen(id)}
              onWhy={() => setWhy(why === id ? null : id)}
            />
          );
        })}
      </ol>
      {results.hasMore && (
        <div className={styles.more}>
          <Button variant="default" size="xs" loading={results.isLoadingMore} onClick={results.loadMore}>
            {t("search.moreResults")}
          </Button>
        </div>
      )}
    </div>
  );
}
