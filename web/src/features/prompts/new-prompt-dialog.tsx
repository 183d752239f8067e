import { NativeSelect, TextInput } from "@mantine/core";
import type { Prompt } from "@smartypants/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogForm } from "../../ui/dialog.tsx";
import { createPromptMutation, promptsQuery } from "./queries.ts";

interface Props {
  readonly onMade: (id: string) => void;
  readonly onClose: () => void;
}

/** A template of one's own begins with the product's words. */
export function NewPromptDialog({ onMade, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const { data: prompts = [] } = useQuery(promptsQuery);
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [kind, setKind] = useState<Prompt["kind"]>("answer");
  const { mutate, isPending, error } = useMutation(createPromptMutation);
  const text = prompts.find((each) => each.id === kind)?.defaultText ?? "";
  const submit = (): void =>
    mutate(
      { kind, name, description, text },
      {
        onSuccess: ({ id }) => {
          onClose();
          onMade(id);
        },
      },
    );
  return (
    <Dialog title={t("prompts.new")} onClose={onClose}>
      <DialogForm
        label={t("prompts.create")}
        isPending={isPending}
        isDisabled={name.trim() === "" || text === ""}
        error={error}
        onSubmit={submit}
        onCancel={onClose}
      >
        <TextInput
          label={t("prompts.name")}
          required
          data-autofocus
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t("prompts.description")}
          maxLength={500}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <NativeSelect
          label={t("prompts.kindLabel")}
          data={[
            { value: "answer", label: t("prompts.kind.answer") },
            { value: "rewrite", label: t("prompts.kind.rewrite") },
          ]}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value === "rewrite" ? "rewrite" : "answer")}
        />
      </DialogForm>
    </Dialog>
  );
}
