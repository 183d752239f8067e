import { ActionIcon, Button } from "@mantine/core";
import type { Conversation, Message } from "@smartypants/client";
import { useNavigate } from "@tanstack/react-router";
import { IconClockX, IconCopy, IconDownload, IconListDetails } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "../../ui/clipboard.ts";
import { useIsNarrow } from "../../ui/columns.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Menu } from "../../ui/menu.tsx";
import { useHere } from "../auth/use-here.ts";
import { conversationToMarkdown } from "./copy-with-sources.ts";
import { exportConversation } from "./export-conversation.ts";
import type { ChatSearch } from "./route.ts";
import styles from "./thread.module.css";

interface Props {
  readonly title: string;
  /** Null while it has not begun. */
  readonly conversation: Conversation | null;
  /** Of the branch that is shown. */
  readonly messages: readonly Message[];
  readonly search: ChatSearch;
  /** An answer is being made; half of one is not saved. */
  readonly isRunning: boolean;
  readonly onList: () => void;
}

export function ThreadHead({ title, conversation, messages, search, isRunning, onList }: Props): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const isNarrow = useIsNarrow();
  const { temporary, ...kept } = search;
  const { has } = useHere();
  return (
    <header className={styles.head}>
      {isNarrow && (
        <Button variant="default" size="xs" leftSection={<Icon of={IconListDetails} />} onClick={onList}>
          {t("chat.list")}
        </Button>
      )}
      <h1 className="cut grow" dir="auto">
        {title}
      </h1>
      {conversation === null && (has("features.temporaryChats") || temporary === true) && (
        <Button
          size="xs"
          variant={temporary === true ? "light" : "subtle"}
          color={temporary === true ? "petrol" : "gray"}
          aria-pressed={temporary === true}
          leftSection={<Icon of={IconClockX} />}
          onClick={() => void navigate({ to: "/chat", search: temporary === true ? kept : { ...kept, temporary: true }, replace: true })}
        >
          {t("chat.temporary.title")}
        </Button>
      )}
      {conversation !== null && messages.length > 0 && (
        <>
          <ActionIcon
            aria-label={t("chat.copyChat")}
            title={t("chat.copyChat")}
            disabled={isRunning}
            onClick={() => void copyText(conversationToMarkdown(messages))}
          >
            <Icon of={IconCopy} />
          </ActionIcon>
          <Menu
            width={160}
            entries={(["markdown", "json"] as const).map((format) => ({
              label: t(`chat.export.${format}`),
              onClick: () => exportConversation(conversation, messages, format),
            }))}
            target={
              <ActionIcon aria-label={t("chat.export.label")} title={t("chat.export.label")} disabled={isRunning}>
                <Icon of={IconDownload} />
              </ActionIcon>
            }
          />
        </>
      )}
    </header>
  );
}
