import { Textarea, TextInput } from "@mantine/core";
import type { Group } from "@smartypants/client";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogForm } from "../../ui/dialog.tsx";
import { createMutation, updateMutation } from "./queries.ts";

interface Props {
  /** The one to rename; a new one is made when absent. */
  readonly group?: Group;
  readonly onMade?: (id: string) => void;
  readonly onClose: () => void;
}

export function GroupDialog({ group, onMade, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const [name, setName] = useState(group?.name ?? "");
  const [description, setDescription] = useState(group?.description ?? "");
  const create = useMutation(createMutation);
  const update = useMutation(updateMutation);
  const submit = (): void => {
    if (group !== undefined) return update.mutate({ id: group.id, name, description }, { onSuccess: onClose });
    create.mutate(
      { name, description },
      {
        onSuccess: ({ id }) => {
          onClose();
          onMade?.(id);
        },
      },
    );
  };
  return (
    <Dialog title={t(group === undefined ? "adminGroups.dialog.title" : "adminGroups.editTitle")} onClose={onClose}>
      <DialogForm
        label={t(group === undefined ? "adminGroups.dialog.create" : "ui.save")}
        isPending={create.isPending || update.isPending}
        error={create.error ?? update.error}
        onSubmit={submit}
        onCancel={onClose}
      >
        <TextInput
          label={t("adminGroups.dialog.name")}
          required
          data-autofocus
          maxLength={120}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Textarea
          label={t("adminGroups.dialog.description")}
          maxLength={500}
          autosize
          minRows={2}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
      </DialogForm>
    </Dialog>
  );
}
