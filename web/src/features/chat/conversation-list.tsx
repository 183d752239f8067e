import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Conversation } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { IconPinned, IconPlus, IconSearch } from "@tabler/icons-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button-link.tsx";
import { daysAgo } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { LoadingRows, Problem } from "../../ui/states.tsx";
import styles from "./conversation-list.module.css";
import { ConversationRow } from "./conversation-row.tsx";
import { conversationsQuery } from "./queries.ts";

const RenameDialog = lazy(async () => ({ default: (await import("./rename-dialog.tsx")).RenameDialog }));

interface Props {
  readonly conversationId: string | null;
  readonly onChosen: () => void;
}

const TYPING_MS = 200;

/** One's chats: pinned ones first, then by age. The search looks into titles and questions, at the server. */
export function ConversationList({ conversationId, onChosen }: Props): ReactNode {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState("");
  const [asked] = useDebouncedValue(wanted.trim(), TYPING_MS);
  const [renamed, setRenamed] = useState<Conversation | null>(null);
  const { data, error, isLoading, refetch } = useQuery(conversationsQuery(asked));
  const found = data?.items ?? [];
  return (
    <div className={styles.list}>
      <ButtonLink to="/chat" variant="default" fullWidth justify="flex-start" leftSection={<Icon of={IconPlus} />} onClick={onChosen}>
        {t("chat.newChat")}
      </ButtonLink>
      <TextInput
        variant="unstyled"
        aria-label={t("chat.searchChats")}
        placeholder={t("chat.searchChats")}
        leftSection={<Icon of={IconSearch} size={14} />}
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      {isLoading && <LoadingRows rows={3} />}
      {error !== null && <Problem title={t("chat.listFailed")} error={error} onRetry={() => void refetch()} />}
      {data !== undefined && found.length === 0 && <p className={styles.nothing}>{t(asked === "" ? "chat.noChats" : "chat.noSuchChat")}</p>}
      {groupsOf(found).map(({ group, conversations }) => (
        <section key={group} aria-labelledby={`chats-${group}`}>
          <h2 id={`chats-${group}`}>
            {group === "pinned" && <Icon of={IconPinned} size={14} />}
            {t(`chat.age.${group}`)}
          </h2>
          <ul>
            {conversations.map((conversation) => (
              <ConversationRow
                key={conversation.id}
                conversation={conversation}
                isOn={conversation.id === conversationId}
                onChosen={onChosen}
                onRename={() => setRenamed(conversation)}
              />
            ))}
          </ul>
        </section>
      ))}
      <Suspense>{renamed !== null && <RenameDialog conversation={renamed} onClose={() => setRenamed(null)} />}</Suspense>
    </div>
  );
}

const AGES = [
  { group: "today", days: 0 },
  { group: "week", days: 7 },
  { group: "month", days: 30 },
  { group: "older", days: Number.POSITIVE_INFINITY },
] as const;

function groupsOf(conversations: readonly Conversation[]) {
  const rest = conversations.filter(({ pinned }) => !pinned);
  const byAge = AGES.map(({ group, days }, index) => ({
    group,
    conversations: rest.filter(({ updatedAt }) => {
      const age = daysAgo(updatedAt);
      return age <= days && age > (AGES[index - 1]?.days ?? -1);
    }),
  }));
  const pinned = { group: "pinned" as const, conversations: conversations.filter((each) => each.pinned) };
  return [pinned, ...byAge].filter((each) => each.conversations.length > 0);
}
