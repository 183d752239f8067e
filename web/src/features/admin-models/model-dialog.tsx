import { Checkbox, NumberInput, TextInput } from "@mantine/core";
import type { Model, ModelChange, NewModel } from "@smartypants/client";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogForm } from "../../ui/dialog.tsx";
import { ConnectionFields } from "./connection-fields.tsx";
import { ModelField } from "./model-field.tsx";
import { connectionOf, type Draft, draftOf, numberOrNull } from "./model-draft.ts";
import styles from "./models.module.css";
import { createMutation, updateMutation } from "./queries.ts";

interface Props {
  /** The one to change; a new one is added when absent. */
  readonly model?: Model;
  readonly onMade: (id: string) => void;
  readonly onClose: () => void;
}

export function ModelDialog({ model, onMade, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Draft>(() => draftOf(model));
  const create = useMutation(createMutation);
  const update = useMutation(updateMutation);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const submit = (): void => {
    if (model !== undefined) return update.mutate({ id: model.id, change: changeOf(draft) }, { onSuccess: onClose });
    create.mutate({ ...changeOf(draft), kind: "chat", provider: draft.provider } as NewModel, {
      onSuccess: ({ id }) => {
        onMade(id);
        onClose();
      },
    });
  };
  return (
    <Dialog title={t(model === undefined ? "adminModels.form.addTitle" : "adminModels.form.editTitle")} size={560} onClose={onClose}>
      <DialogForm
        label={t(model === undefined ? "adminModels.form.add" : "ui.save")}
        isPending={create.isPending || update.isPending}
        error={create.error ?? update.error}
        onSubmit={submit}
        onCancel={onClose}
      >
        <ConnectionFields draft={draft} isProviderFixed={model !== undefined} onChange={change} />
        <ModelField draft={draft} onChange={change} />
        <TextInput
          label={t("adminModels.form.name")}
          required
          maxLength={120}
          autoComplete="off"
          value={draft.name}
          placeholder={draft.model}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <Checkbox
          label={t("adminModels.form.mask")}
          description={t("adminModels.form.maskNote")}
          checked={draft.maskPersonalData}
          onChange={(event) => change({ maskPersonalData: event.currentTarget.checked })}
        />
        <Advanced draft={draft} onChange={change} />
      </DialogForm>
    </Dialog>
  );
}

/** What the API takes of the form, but for the provider. */
function changeOf(draft: Draft): ModelChange {
  const { name, model, inputPrice, outputPrice, contextTokens, maxOutputTokens, maskPersonalData } = draft;
  return {
    ...connectionOf(draft),
    name,
    model,
    inputPrice: numberOrNull(inputPrice),
    outputPrice: numberOrNull(outputPrice),
    contextTokens: numberOrNull(contextTokens),
    maxOutputTokens: numberOrNull(maxOutputTokens),
    maskPersonalData,
  };
}

const NUMBERS = ["inputPrice", "outputPrice", "contextTokens", "maxOutputTokens"] as const;

function Advanced({ draft, onChange }: { readonly draft: Draft; readonly onChange: (part: Partial<Draft>) => void }): ReactNode {
  const { t } = useTranslation();
  const isPrice = (field: (typeof NUMBERS)[number]): boolean => field === "inputPrice" || field === "outputPrice";
  return (
    <details className={styles.advanced}>
      <summary>{t("adminModels.form.advanced")}</summary>
      <div className={styles.pair}>
        {NUMBERS.map((field) => (
          <NumberInput
            key={field}
            label={t(`adminModels.form.${field}`)}
            {...(isPrice(field) && { description: t("adminModels.perMillion") })}
            min={isPrice(field) ? 0 : 1}
            allowDecimal={isPrice(field)}
            allowNegative={false}
            hideControls
            value={draft[field]}
            onChange={(value) => onChange({ [field]: value })}
          />
        ))}
      </div>
    </details>
  );
}
