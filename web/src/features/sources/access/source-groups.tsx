import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Source } from "@smartypants/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconUsersGroup } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../../ui/format.ts";
import { Icon } from "../../../ui/icon.tsx";
import { LoadingRows, Problem } from "../../../ui/states.tsx";
import { sourceGroupsQuery } from "../survey/queries.ts";
import { useNow } from "../use-now.ts";
import { formatAgo } from "../when.ts";
import styles from "./source-groups.module.css";

const TYPING_MS = 200;

/** The groups that a source's permissions hang on, with how fresh their members are. */
export function SourceGroups({ source }: { readonly source: Source }): ReactNode {
  const { t } = useTranslation();
  const now = useNow(15_000);
  const [text, setText] = useState("");
  const [settled] = useDebouncedValue(text.trim(), TYPING_MS);
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(sourceGroupsQuery(source.id, settled));
  const groups = data?.pages.flatMap(({ items }) => items) ?? [];
  const { groupsSyncedAt } = source.permissions;
  const isEmpty = data !== undefined && groups.length === 0;
  return (
    <section aria-labelledby="groups" className={styles.groups}>
      <h2 id="groups">{t("sources.groups.title")}</h2>
      <p className="note">
        {t("sources.groups.text")}{" "}
        {groupsSyncedAt === null ? t("sources.groups.neverRead") : t("sources.groups.read", { when: formatAgo(groupsSyncedAt, now) })}
      </p>
      {(!isEmpty || settled !== "") && (
        <TextInput
          aria-label={t("sources.groups.find")}
          placeholder={t("sources.groups.find")}
          maw={320}
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      {error !== null && <Problem title={t("sources.groups.failed")} error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <LoadingRows rows={3} />}
      {isEmpty && <p className="note">{settled === "" ? t("sources.groups.none") : t("sources.groups.noneFound", { text: settled })}</p>}
      <ul aria-label={t("sources.groups.title")}>
        {groups.map(({ principal, groupId, title, members }) => (
          <li key={principal}>
            <Icon of={IconUsersGroup} />
            <span dir="auto" className={title === null ? styles.id : undefined}>
              {title ?? groupId}
            </span>
            <small>{t("sources.groups.members", { count: members, number: formatNumber(members) })}</small>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button size="xs" variant="default" className={styles.more} loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("sources.groups.more")}
        </Button>
      )}
      {groups.some(({ title }) => title === null) && <p className="note">{t("sources.groups.hidden")}</p>}
    </section>
  );
}
