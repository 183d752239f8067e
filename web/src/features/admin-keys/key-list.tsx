import { Button } from "@mantine/core";
import type { OwnedApiKey } from "@smartypants/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconKey } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { formatDay, formatMoment } from "../../ui/format.ts";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { ConfirmDialog } from "../../ui/dialog.tsx";
import { Loaded, Nothing } from "../admin/loaded.tsx";
import { formatAgo } from "../sources/when.ts";
import styles from "./keys.module.css";
import { keysQuery, revokeMutation } from "./queries.ts";

/** Everybody's keys. */
export function KeyList(): ReactNode {
  const { t } = useTranslation();
  const [doomed, setDoomed] = useState<OwnedApiKey | null>(null);
  const query = useInfiniteQuery(keysQuery);
  const keys = query.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = useColumns(setDoomed);
  return (
    <>
      <Loaded query={query} failed={t("adminKeys.failed")} rows={2}>
        {() =>
          keys.length === 0 ? (
            <Nothing>
              <Empty icon={IconKey} title={t("adminKeys.none")}>
                {t("adminKeys.noneText")}
              </Empty>
            </Nothing>
          ) : (
            <DataTable
              label={t("adminKeys.title")}
              columns={columns}
              rows={keys}
              rowKey={(each) => each.id}
              onMore={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
              isLoadingMore={query.isFetchingNextPage}
            />
          )
        }
      </Loaded>
      {doomed !== null && (
        <ConfirmDialog
          title={t("adminKeys.revokeTitle", { name: doomed.name })}
          text={t("adminKeys.revokeText")}
          label={t("adminKeys.revoke")}
          mutation={revokeMutation}
          variables={doomed.id}
          onDone={() => {}}
          onClose={() => setDoomed(null)}
        />
      )}
    </>
  );
}

function useColumns(onRevoke: (key: OwnedApiKey) => void): readonly Column<OwnedApiKey>[] {
  const { t } = useTranslation();
  return [
    {
      id: "name",
      label: t("adminKeys.column.name"),
      phone: "first",
      cell: ({ name, prefix }) => (
        <>
          <div className={styles.name}>{name}</div>
          <code className={styles.prefix}>{prefix}…</code>
        </>
      ),
    },
    { id: "owner", label: t("adminKeys.column.owner"), cell: (key) => key.ownerEmail },
    {
      id: "scopes",
      label: t("adminKeys.column.scopes"),
      cell: ({ scopes }) => scopes.map((scope) => t(`adminKeys.scope.${scope}`)).join(", "),
    },
    { id: "expires", label: t("adminKeys.column.expires"), cell: (key) => <Expiry apiKey={key} /> },
    { id: "used", label: t("adminKeys.column.used"), cell: (key) => <LastUse apiKey={key} /> },
    {
      id: "actions",
      label: t("admin.actions"),
      isLabelHidden: true,
      isNumber: true,
      phone: "end",
      cell: (key) => (
        <Button size="xs" variant="default" aria-label={t("adminKeys.revokeFor", { name: key.name })} onClick={() => onRevoke(key)}>
          {t("adminKeys.revoke")}
        </Button>
      ),
    },
  ];
}

function Expiry({ apiKey: { expiresAt } }: { readonly apiKey: OwnedApiKey }): ReactNode {
  const { t } = useTranslation();
  if (expiresAt === null) return t("adminKeys.unlimited");
  if (Date.parse(expiresAt) < Date.now()) return <Status kind="failed">{t("adminKeys.expired")}</Status>;
  return (
    <time dateTime={expiresAt} title={formatMoment(expiresAt)}>
      {t("adminKeys.expires", { day: formatDay(expiresAt) })}
    </time>
  );
}

function LastUse({ apiKey: { lastUsedAt } }: { readonly apiKey: OwnedApiKey }): ReactNode {
  const { t } = useTranslation();
  if (lastUsedAt === null) return t("adminKeys.neverUsed");
  return (
    <time dateTime={lastUsedAt} title={formatMoment(lastUsedAt)}>
      {t("adminKeys.usedWhen", { when: formatAgo(lastUsedAt, Date.now()) })}
    </time>
  );
}
