import { ActionIcon, TextInput } from "@mantine/core";
import type { Conversation } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconDots, IconPencil, IconPlus, IconSearch, IconTrash } from "@tabler/icons-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button-link.tsx";
import { daysAgo } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Menu } from "../../ui/menu.tsx";
import { LoadingRows, Problem } from "../../ui/states.tsx";
import type { ConversationAction } from "./conversation-action.ts";
import styles from "./conversation-list.module.css";
import { conversationsQuery } from "./queries.ts";

const ConversationDialog = lazy(async () => ({ default: (await import("./conversation-dialog.tsx")).ConversationDialog }));

interface Props {
  readonly conversationId: string | null;
  readonly onChosen: () => void;
}

export function ConversationList({ conversationId, onChosen }: Props): ReactNode {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState("");
  const [action, setAction] = useState<ConversationAction | null>(null);
  const { data, error, isLoading, refetch } = useQuery(conversationsQuery);
  const found = (data?.items ?? []).filter(({ title }) => title.toLowerCase().includes(wanted.trim().toLowerCase()));
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
      {data !== undefined && found.length === 0 && (
        <p className={styles.nothing}>{t(wanted === "" ? "chat.noChats" : "chat.noSuchChat")}</p>
      )}
      {groupByAge(found).map(({ group, conversations }) => (
        <section key={group} aria-labelledby={`chats-${group}`}>
          <h2 id={`chats-${group}`}>{t(`chat.age.${group}`)}</h2>
          <ul>
            {conversations.map((conversation) => (
              <Row
                key={conversation.id}
                conversation={conversation}
                isOn={conversation.id === conversationId}
                onChosen={onChosen}
                onAction={setAction}
              />
            ))}
          </ul>
        </section>
      ))}
      <Suspense>
        {action !== null && <ConversationDialog action={action} openId={conversationId} onClose={() => setAction(null)} />}
      </Suspense>
    </div>
  );
}

interface RowProps {
  readonly conversation: Conversation;
  readonly isOn: boolean;
  readonly onChosen: () => void;
  readonly onAction: (action: ConversationAction) => void;
}

function Row({ conversation, isOn, onChosen, onAction }: RowProps): ReactNode {
  const { t } = useTranslation();
  const { id, title } = conversation;
  return (
    <li className={styles.row} data-on={isOn || undefined}>
      <Link to="/chat/$conversationId" params={{ conversationId: id }} className="cut" dir="auto" title={title} onClick={onChosen}>
        {title}
      </Link>
      <Menu
        width={160}
        entries={[
          { label: t("chat.rename"), icon: IconPencil, onClick: () => onAction({ kind: "rename", conversation }) },
          { label: t("ui.delete"), icon: IconTrash, isDangerous: true, onClick: () => onAction({ kind: "delete", conversation }) },
        ]}
        target={
          <ActionIcon size={24} className={styles.more} aria-label={t("chat.moreFor", { title })}>
            <Icon of={IconDots} size={14} />
          </ActionIcon>
        }
      />
    </li>
  );
}

const GROUPS = [
  { group: "today", days: 0 },
  { group: "week", days: 7 },
  { group: "month", days: 30 },
  { group: "older", days: Number.POSITIVE_INFINITY },
] as const;

function groupByAge(conversations: readonly Conversation[]) {
  return GROUPS.map(({ group, days }, index) => ({
    group,
    conversations: conversations.filter(({ updatedAt }) => {
      const age = daysAgo(updatedAt);
      return age <= days && age > (GROUPS[index - 1]?.days ?? -1);
    }),
  })).filter((each) => each.conversations.length > 0);
}
