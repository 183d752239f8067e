import { Button, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Source } from "@smartypants/client";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconChecks, IconRefresh, IconSearch } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Empty, LoadingRows, Problem, useErrorText } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.ts";
import { LEDGER_FILTERS, type LedgerState } from "./ledger-state.ts";
import { LedgerRow } from "./ledger-row.tsx";
import styles from "./ledger.module.css";
import { itemsQuery, reasonsQuery, retryMutation } from "./queries.ts";
import { causeOf } from "./reason-words.ts";
import { isUnderWay, UPLOAD } from "./source-state.ts";
import { useSourceActions } from "./use-source-actions.ts";

interface Props {
  readonly source: Source;
  readonly state: LedgerState;
  readonly now: number;
  readonly onChange: (state: LedgerState) => void;
}

const TYPING_MS = 200;

/** Every item that is not indexed, failed first, and what to do about it. */
export function Ledger(props: Props): ReactNode {
  const { t } = useTranslation();
  const { source, state, now } = props;
  const filter = { state: state.state ?? "open", reason: state.reason, q: state.q };
  const { data, error, refetch, isPlaceholderData, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    itemsQuery(source.id, filter),
  );
  const [opened, setOpened] = useState<string | null>(null);
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={styles.ledger} aria-label={t("sources.tab.items")}>
      <Toolbar {...props} />
      {error !== null && (
        <div className={styles.state}>
          <Problem title={t("sources.ledger.failedToLoad")} error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {data === undefined && error === null && <LoadingRows />}
      {data !== undefined && items.length === 0 && <Nothing {...props} />}
      <div className={styles.scroll} data-stale={isPlaceholderData || undefined}>
        <ul aria-label={t("sources.ledger.list")}>
          {items.map((item) => (
            <LedgerRow
              key={item.externalId}
              source={source}
              item={item}
              now={now}
              isOpen={opened === item.externalId}
              onToggle={() => setOpened(opened === item.externalId ? null : item.externalId)}
            />
          ))}
        </ul>
        {items.length > 0 && (
          <p className={styles.foot}>
            <span className="num">{t("sources.ledger.shown", { shown: formatNumber(items.length), of: totalOf(source, state) })}</span>
            {hasNextPage && (
              <Button variant="default" size="xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {t("sources.ledger.more")}
              </Button>
            )}
          </p>
        )}
      </div>
    </section>
  );
}

/** How many there are of what is shown; empty while a search or a reason narrows it. */
function totalOf({ counts }: Source, { state = "open", reason, q }: LedgerState): string {
  if (reason !== undefined || q !== undefined) return "";
  return formatNumber(state === "open" ? counts.failed + counts.skipped + counts.queued : counts[state]);
}

function Toolbar({ source, state, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const { data: reasons = [] } = useQuery(reasonsQuery(source.id, isUnderWay(source)));
  const shown = state.state ?? "open";
  const narrow = (change: Partial<Record<"reason" | "q", string | undefined>>): void => {
    const { reason = state.reason, q = state.q } = change;
    const next = { reason: "reason" in change ? change.reason : reason, q: "q" in change ? change.q : q };
    onChange({
      tab: "items",
      ...(state.state !== undefined && { state: state.state }),
      ...(next.reason !== undefined && { reason: next.reason }),
      ...(next.q !== undefined && next.q !== "" ? { q: next.q } : {}),
    });
  };
  const codes = [...new Set([...reasons.map((each) => each.reasonCode), ...(state.reason === undefined ? [] : [state.reason])])];
  return (
    <div className={styles.toolbar}>
      <SegmentedControl
        aria-label={t("sources.ledger.show")}
        value={shown}
        onChange={(value) => onChange({ tab: "items", state: value, ...(state.q !== undefined && { q: state.q }) })}
        data={LEDGER_FILTERS.map((value) => ({ value, label: t(`sources.filter.${value}`) }))}
      />
      <Select
        size="xs"
        className={styles.reason ?? ""}
        aria-label={t("sources.ledger.anyCause")}
        placeholder={t("sources.ledger.anyCause")}
        data={codes.map((code) => ({ value: code, label: causeOf(code, code) }))}
        value={state.reason ?? null}
        clearable
        clearButtonProps={{ "aria-label": t("sources.ledger.clearCause") }}
        onChange={(value) => narrow({ reason: value ?? undefined })}
      />
      <Find q={state.q ?? ""} onChange={(q) => narrow({ q })} />
      <span className="grow" />
      <Bulk source={source} />
    </div>
  );
}

function Find({ q, onChange }: { readonly q: string; readonly onChange: (q: string) => void }): ReactNode {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(q);
  const [settled] = useDebouncedValue(typed, TYPING_MS);
  useEffect(() => {
    if (settled.trim() !== q) onChange(settled.trim());
    // Only what was typed asks; an address that changes by itself does not.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  return (
    <TextInput
      size="xs"
      className={styles.find ?? ""}
      aria-label={t("sources.ledger.find")}
      placeholder={t("sources.ledger.find")}
      leftSection={<Icon of={IconSearch} size={14} />}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}

/** Everything at once: what failed again, or the whole source. */
function Bulk({ source }: { readonly source: Source }): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { sync, stop, isPending } = useSourceActions(source);
  const retry = useMutation({ ...retryMutation, onSettled: () => queryClient.invalidateQueries({ queryKey: ["sources"] }) });
  const refused = useErrorText(retry.error);
  const { failed } = source.counts;
  if (source.connector === UPLOAD) return null;
  return (
    <div className="actions">
      {retry.error !== null && (
        <span role="alert" className={styles.refused}>
          {refused}
        </span>
      )}
      {failed > 0 && (
        <Button
          size="xs"
          variant="default"
          leftSection={<Icon of={IconRefresh} size={14} />}
          loading={retry.isPending}
          disabled={source.state !== "active"}
          onClick={() =>
            retry.mutate(
              { id: source.id },
              {
                onSuccess: ({ items }) =>
                  toast(
                    items === 0
                      ? t("sources.ledger.retryNone")
                      : t("sources.ledger.retrying", { count: items, number: formatNumber(items) }),
                  ),
              },
            )
          }
        >
          {t("sources.ledger.retryAll", { number: formatNumber(failed) })}
        </Button>
      )}
      <Button size="xs" variant="default" loading={isPending} disabled={source.state !== "active" || stop !== null} onClick={() => sync()}>
        {t("sources.ledger.resync")}
      </Button>
    </div>
  );
}

function Nothing({ source, state, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const isNarrowed = state.q !== undefined || state.reason !== undefined;
  const shown = state.state ?? "open";
  return (
    <div className={styles.state}>
      <Empty
        icon={IconChecks}
        title={t(isNarrowed ? "sources.ledger.noneFound" : "sources.ledger.none", { what: t(`sources.filter.${shown}`) })}
        actions={
          isNarrowed ? (
            <Button
              size="xs"
              variant="default"
              onClick={() => onChange({ tab: "items", ...(state.state !== undefined && { state: state.state }) })}
            >
              {t("sources.ledger.clear")}
            </Button>
          ) : undefined
        }
      >
        {isNarrowed
          ? t("sources.ledger.noneFoundText")
          : t("sources.ledger.noneText", { count: source.counts.indexed, number: formatNumber(source.counts.indexed) })}
      </Empty>
    </div>
  );
}
