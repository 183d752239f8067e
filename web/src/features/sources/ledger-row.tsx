import { ActionIcon, Button } from "@mantine/core";
import type { Source, SyncItem } from "@smartypants/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconChevronDown, IconChevronRight, IconCopy, IconExternalLink, IconEye, IconEyeOff, IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button-link.tsx";
import { copyText } from "../../ui/clipboard.ts";
import { formatMoment, formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { useErrorText } from "../../ui/states.tsx";
import { Status, type StatusKind } from "../../ui/status.tsx";
import { webLink } from "../documents/place.ts";
import { ignoreMutation, retryMutation } from "./queries.ts";
import { causeOf, remedyOf } from "./reason-words.ts";
import styles from "./ledger-row.module.css";
import { UPLOAD } from "./source-state.ts";
import { formatAgo } from "./when.ts";

interface Props {
  readonly source: Source;
  readonly item: SyncItem;
  readonly now: number;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

const KINDS: Readonly<Record<SyncItem["state"], StatusKind>> = { failed: "failed", skipped: "waiting", queued: "running", indexed: "ok" };

export function LedgerRow({ source, item, now, isOpen, onToggle }: Props): ReactNode {
  const { t } = useTranslation();
  const actions = useItemActions(source, item);
  const name = item.title ?? item.externalId;
  return (
    <li className={styles.row} data-open={isOpen || undefined}>
      <div className={styles.line}>
        <button type="button" className={styles.toggle} aria-expanded={isOpen} onClick={onToggle}>
          <Icon of={isOpen ? IconChevronDown : IconChevronRight} />
          <span className={styles.status}>
            <Status kind={item.ignored ? "paused" : KINDS[item.state]}>
              {t(`sources.ledger.${item.ignored ? "ignored" : item.state}`)}
            </Status>
          </span>
          <span className={`cut ${styles.name}`} dir="auto">
            {item.title === undefined ? <code>{item.externalId}</code> : item.title}
          </span>
          <span className={`cut ${styles.cause}`}>{item.state === "indexed" ? "" : causeOf(item.reasonCode, item.reason)}</span>
          <time dateTime={item.updatedAt} title={formatMoment(item.updatedAt)}>
            {formatAgo(item.updatedAt, now)}
          </time>
        </button>
        <span className={styles.actions}>
          {actions.retry !== null && (
            <ActionIcon
              aria-label={t("sources.ledger.retryItem", { name })}
              title={t("sources.ledger.retry")}
              loading={actions.isRetrying}
              onClick={actions.retry}
            >
              <Icon of={IconRefresh} />
            </ActionIcon>
          )}
          {actions.ignore !== null && (
            <ActionIcon
              aria-label={t(item.ignored ? "sources.ledger.unignoreItem" : "sources.ledger.ignoreItem", { name })}
              title={t(item.ignored ? "sources.ledger.unignore" : "sources.ledger.ignore")}
              loading={actions.isIgnoring}
              onClick={actions.ignore}
            >
              <Icon of={item.ignored ? IconEye : IconEyeOff} />
            </ActionIcon>
          )}
        </span>
      </div>
      {actions.problem !== null && (
        <p role="alert" className={styles.problem}>
          {actions.problem}
        </p>
      )}
      {isOpen && <Detail source={source} item={item} />}
    </li>
  );
}

function useItemActions(source: Source, item: SyncItem) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const after = { onSettled: () => queryClient.invalidateQueries({ queryKey: ["sources"] }) };
  const retry = useMutation({ ...retryMutation, ...after });
  const ignore = useMutation({ ...ignoreMutation, ...after });
  const error = retry.error ?? ignore.error;
  const said = useErrorText(error);
  const externalIds = [item.externalId];
  const isRetryable = source.connector !== UPLOAD && source.state === "active" && item.state !== "queued";
  return {
    retry: isRetryable ? () => retry.mutate({ id: source.id, externalIds }) : null,
    ignore:
      item.state === "failed" || item.state === "skipped"
        ? () => ignore.mutate({ id: source.id, externalIds, ignored: !item.ignored })
        : null,
    isRetrying: retry.isPending,
    isIgnoring: ignore.isPending,
    problem: error === null ? null : t("sources.refused", { reason: said }),
  };
}

function Detail({ source, item }: Pick<Props, "source" | "item">): ReactNode {
  const { t } = useTranslation();
  const link = item.url === undefined ? null : webLink(item.url);
  const details = [source.name, item.externalId, item.title, item.state, item.reasonCode, item.reason, item.url, item.updatedAt];
  const isIndexed = item.state === "indexed";
  return (
    <div className={styles.detail}>
      {!isIndexed && item.reason !== undefined && <p>{item.reason}</p>}
      {!isIndexed && item.state !== "queued" && (
        <p className={styles.remedy}>{item.ignored ? t("sources.ledger.ignoredText") : remedyOf(item.reasonCode)}</p>
      )}
      <Facts item={item} />
      {item.title === undefined && <p className="note">{t("sources.ledger.nameHidden")}</p>}
      <div className="actions">
        {item.documentId !== null && item.title !== undefined && (
          <ButtonLink to="/documents" search={{ source: source.id, open: item.documentId }} size="xs" variant="default">
            {t("sources.ledger.openDocument")}
          </ButtonLink>
        )}
        {link !== null && (
          <Button
            component="a"
            href={link}
            target="_blank"
            rel="noopener noreferrer"
            size="xs"
            variant="default"
            rightSection={<Icon of={IconExternalLink} size={14} />}
          >
            {t("documents.openAt", { source: source.name })}
          </Button>
        )}
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          leftSection={<Icon of={IconCopy} size={14} />}
          onClick={() => void copyText(details.filter((each) => each !== undefined).join("\n"))}
        >
          {t("sources.ledger.copy")}
        </Button>
      </div>
    </div>
  );
}

function Facts({ item }: Pick<Props, "item">): ReactNode {
  const { t } = useTranslation();
  return (
    <dl>
      <div>
        <dt>{t("sources.ledger.item")}</dt>
        <dd>
          <code>{item.externalId}</code>
        </dd>
      </div>
      {item.reasonCode !== undefined && (
        <div>
          <dt>{t("sources.ledger.code")}</dt>
          <dd>
            <code>{item.reasonCode}</code>
          </dd>
        </div>
      )}
      {item.attempts > 0 && (
        <div>
          <dt>{t("sources.ledger.tries")}</dt>
          <dd className="num">{formatNumber(item.attempts)}</dd>
        </div>
      )}
      <div>
        <dt>{t("sources.ledger.lastTry")}</dt>
        <dd>{formatMoment(item.updatedAt)}</dd>
      </div>
    </dl>
  );
}
