import { TextInput } from "@mantine/core";
import type { Conversation } from "@smartypants/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogForm } from "../../ui/dialog.tsx";
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
    <Dialog title={t("chat.renameTitle")} size={440} onClose={onClose}>
      <DialogForm label={t("ui.save")} isPending={isPending} error={error} onSubmit={save} onCancel={onClose}>
        <TextInput
          label={t("chat.name")}
          value={title}
          maxLength={MAX_LENGTH}
          required
          data-autofocus
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
      </DialogForm>
    </Dialog>
  );
}
