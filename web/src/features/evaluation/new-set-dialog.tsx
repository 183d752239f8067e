import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogForm } from "../../ui/dialog.tsx";
import { assistantsQuery, collectionsQuery } from "../assistants/queries.ts";
import { createSetMutation } from "./queries.ts";

interface Props {
  readonly onMade: (id: string) => void;
  readonly onClose: () => void;
}

export function NewSetDialog({ onMade, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [assistantId, setAssistant] = useState("");
  const [collectionId, setCollection] = useState("");
  const { mutate, isPending, error } = useMutation(createSetMutation);
  const submit = (): void =>
    mutate(
      { name, description, assistantId: assistantId || null, collectionId: collectionId || null },
      {
        onSuccess: ({ id }) => {
          onClose();
          onMade(id);
        },
      },
    );
  return (
    <Dialog title={t("evaluation.newSet")} onClose={onClose}>
      <DialogForm
        label={t("evaluation.create")}
        isPending={isPending}
        isDisabled={name.trim() === ""}
        error={error}
        onSubmit={submit}
        onCancel={onClose}
      >
        <TextInput
          label={t("evaluation.set.name")}
          required
          data-autofocus
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Textarea
          label={t("evaluation.set.description")}
          maxLength={500}
          autosize
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <AskedOf {...{ assistantId, collectionId }} onAssistant={setAssistant} onCollection={setCollection} />
      </DialogForm>
    </Dialog>
  );
}

interface AskedOfProps {
  readonly assistantId: string;
  readonly collectionId: string;
  readonly onAssistant: (id: string) => void;
  readonly onCollection: (id: string) => void;
}

/** Empty: nobody's assistant, everything one may read. */
function AskedOf({ assistantId, collectionId, onAssistant, onCollection }: AskedOfProps): ReactNode {
  const { t } = useTranslation();
  const { data: assistants = [] } = useQuery(assistantsQuery);
  const { data: collections = [] } = useQuery(collectionsQuery);
  return (
    <>
      <NativeSelect
        label={t("evaluation.configuration.assistant")}
        data={[
          { value: "", label: t("evaluation.configuration.noAssistant") },
          ...assistants.map(({ id, content }) => ({ value: id, label: content.name })),
        ]}
        value={assistantId}
        onChange={(event) => onAssistant(event.currentTarget.value)}
      />
      <NativeSelect
        label={t("evaluation.configuration.collection")}
        data={[{ value: "", label: t("evaluation.set.ofEverything") }, ...collections.map(({ id, name: label }) => ({ value: id, label }))]}
        value={collectionId}
        onChange={(event) => onCollection(event.currentTarget.value)}
      />
    </>
  );
}
