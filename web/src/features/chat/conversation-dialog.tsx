import { Button, Modal, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import type { ConversationAction } from "./conversation-action.ts";
import styles from "./conversation-dialog.module.css";
import { conversationQuery, conversationsQuery, deleteMutation, renameMutation } from "./queries.ts";

interface Props {
  readonly action: ConversationAction;
  /** The conversation on the screen. */
  readonly openId: string | null;
  readonly onClose: () => void;
}

export function ConversationDialog(props: Props): ReactNode {
  const { t } = useTranslation();
  const isRename = props.action.kind === "rename";
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t(isRename ? "chat.renameTitle" : "chat.deleteTitle")}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      {isRename ? <Rename {...props} /> : <Delete {...props} />}
    </Modal>
  );
}

const MAX_LENGTH = 200;

function Rename({ action: { conversation }, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [title, setTitle] = useState(conversation.title);
  const { mutate, isPending, error } = useMutation(renameMutation);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        mutate(
          { id: conversation.id, title },
          {
            onSuccess: () => {
              void queryClient.invalidateQueries({ queryKey: conversationsQuery.queryKey });
              void queryClient.invalidateQueries({ queryKey: conversationQuery(conversation.id).queryKey });
              onClose();
            },
          },
        );
      }}
    >
      <TextInput
        label={t("chat.name")}
        value={title}
        maxLength={MAX_LENGTH}
        required
        data-autofocus
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      {error !== null && <FormError error={error} />}
      <div className="actions">
        <Button type="submit" loading={isPending}>
          {t("ui.save")}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t("ui.cancel")}
        </Button>
      </div>
    </form>
  );
}

function Delete({ action: { conversation }, openId, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { mutate, isPending, error } = useMutation(deleteMutation);
  const remove = (): void =>
    mutate(conversation.id, {
      onSuccess: () => {
        onClose();
        if (openId === conversation.id) void navigate({ to: "/chat" });
        void queryClient.invalidateQueries({ queryKey: conversationsQuery.queryKey });
      },
    });
  return (
    <div className={styles.form}>
      <p>{t("chat.deleteText", { title: conversation.title })}</p>
      {error !== null && <FormError error={error} />}
      <div className="actions">
        <Button color="red" loading={isPending} onClick={remove}>
          {t("ui.delete")}
        </Button>
        <Button variant="default" onClick={onClose} data-autofocus>
          {t("ui.cancel")}
        </Button>
      </div>
    </div>
  );
}
