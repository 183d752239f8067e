import { Button, Modal, TextInput } from "@mantine/core";
import type { Conversation } from "@smartypants/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import styles from "./rename-dialog.module.css";
import { CONVERSATION_LISTS, conversationQuery, updateMutation } from "./queries.ts";

interface Props {
  readonly conversation: Pick<Conversation, "id" | "title">;
  readonly onClose: () => void;
}

const MAX_LENGTH = 200;

export function RenameDialog({ conversation, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [title, setTitle] = useState(conversation.title);
  const { mutate, isPending, error } = useMutation(updateMutation);
  const save = (): void =>
    mutate(
      { id: conversation.id, title },
      {
        onSuccess: () => {
          void queryClient.invalidateQueries({ queryKey: CONVERSATION_LISTS });
          void queryClient.invalidateQueries({ queryKey: conversationQuery(conversation.id).queryKey });
          onClose();
        },
      },
    );
  return (
    <Modal opened onClose={onClose} title={t("chat.renameTitle")} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          save();
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
    </Modal>
  );
}
