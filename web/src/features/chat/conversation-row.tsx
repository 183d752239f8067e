import { ActionIcon } from "@mantine/core";
import type { Conversation } from "@smartypants/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { IconDots, IconDownload, IconPencil, IconPinned, IconPinnedOff, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { Menu } from "../../ui/menu.tsx";
import { toast } from "../../ui/toast.ts";
import styles from "./conversation-list.module.css";
import { type ExportFormat, exportConversation } from "./export-conversation.ts";
import { titleOf } from "./messages.ts";
import { deletions } from "./deletions.ts";
import { CONVERSATION_LISTS, conversationQuery, eraseConversation, fetchConversation, updateMutation } from "./queries.ts";

interface Props {
  readonly conversation: Conversation;
  readonly isOn: boolean;
  readonly onChosen: () => void;
  readonly onRename: () => void;
}

export function ConversationRow({ conversation, isOn, onChosen, onRename }: Props): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { mutate: update } = useMutation(updateMutation);
  const { id, pinned } = conversation;
  const title = titleOf(conversation);
  const refresh = (): void => void queryClient.invalidateQueries({ queryKey: CONVERSATION_LISTS });
  const remove = (): void => {
    if (isOn) void navigate({ to: "/chat" });
    deletions.later({ id }, () => {
      queryClient.removeQueries({ queryKey: conversationQuery(id).queryKey });
      eraseConversation(id).then(refresh, () => toast(t("chat.notDeleted")));
    });
  };
  const save = (format: ExportFormat): void =>
    void fetchConversation(id).then(
      (whole) => exportConversation(whole, whole.messages, format),
      () => toast(t("chat.export.failed")),
    );
  if (deletions.usePending().some((each) => each.id === id)) return <Deleted conversation={conversation} />;
  return (
    <li className={styles.row} data-on={isOn || undefined}>
      <Link to="/chat/$conversationId" params={{ conversationId: id }} className="cut" dir="auto" title={title} onClick={onChosen}>
        {title}
      </Link>
      <Menu
        width={200}
        entries={[
          pinned
            ? { label: t("chat.unpin"), icon: IconPinnedOff, onClick: () => update({ id, pinned: false }, { onSuccess: refresh }) }
            : { label: t("chat.pin"), icon: IconPinned, onClick: () => update({ id, pinned: true }, { onSuccess: refresh }) },
          { label: t("chat.rename"), icon: IconPencil, onClick: onRename },
          { label: t("chat.export.markdown"), icon: IconDownload, onClick: () => save("markdown") },
          { label: t("chat.export.json"), icon: IconDownload, onClick: () => save("json") },
          "divider",
          { label: t("ui.delete"), icon: IconTrash, isDangerous: true, onClick: remove },
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

/** For some seconds it can be taken back where it was. */
function Deleted({ conversation: { id, title } }: Pick<Props, "conversation">): ReactNode {
  const { t } = useTranslation();
  return (
    <li className={styles.row} data-deleted>
      <span className="cut" role="status">
        {t("chat.deleted")}
        <span className="visually-hidden">{title}</span>
      </span>
      <button type="button" className="text-button" onClick={() => deletions.takeBack(id)}>
        {t("chat.undo")}
      </button>
    </li>
  );
}
