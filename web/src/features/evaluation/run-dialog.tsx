import { NativeSelect, TextInput } from "@mantine/core";
import type { TestSetWithQuestions, TrialConfiguration } from "@smartypants/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogForm } from "../../ui/dialog.tsx";
import { ConfigurationFields } from "./configuration-fields.tsx";
import { peopleQuery, startMutation } from "./queries.ts";

interface Props {
  readonly set: TestSetWithQuestions;
  readonly onStarted: () => void;
  readonly onClose: () => void;
}

export function RunDialog({ set, onStarted, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const [name, setName] = useState("");
  const [configuration, setConfiguration] = useState<TrialConfiguration>({ assistantId: set.assistantId });
  const [actingUserId, setActing] = useState(me.id);
  const { data: people = [] } = useQuery({ ...peopleQuery, enabled: me.role === "admin" });
  const { mutate, isPending, error } = useMutation(startMutation);
  const submit = (): void =>
    mutate(
      { setId: set.id, configuration, actingUserId, ...(name.trim() !== "" && { name: name.trim() }) },
      {
        onSuccess: () => {
          onStarted();
          onClose();
        },
      },
    );
  return (
    <Dialog title={t("evaluation.run.start")} onClose={onClose}>
      <DialogForm label={t("evaluation.run.go")} isPending={isPending} error={error} onSubmit={submit} onCancel={onClose}>
        <TextInput
          label={t("evaluation.run.name")}
          placeholder={t("evaluation.run.namePlaceholder")}
          data-autofocus
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <ConfigurationFields value={configuration} onChange={setConfiguration} />
        {me.role === "admin" && (
          <NativeSelect
            label={t("evaluation.run.as")}
            description={t("evaluation.run.asHint")}
            data={[
              { value: me.id, label: t("evaluation.run.asMe") },
              ...people
                .filter(({ id, disabled }) => id !== me.id && !disabled)
                .map(({ id, name: who, email }) => ({ value: id, label: `${who} (${email})` })),
            ]}
            value={actingUserId}
            onChange={(event) => setActing(event.currentTarget.value)}
          />
        )}
      </DialogForm>
    </Dialog>
  );
}
