import { Autocomplete, Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { type Draft, providerRequestOf } from "./model-draft.ts";
import styles from "./models.module.css";
import { providerOf } from "./providers.ts";
import { discoverMutation } from "./queries.ts";

interface Props {
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
}

/** The model by name, which the provider can be asked for. */
export function ModelField({ draft, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const { mutate, data, isPending, error } = useMutation(discoverMutation);
  const found = (data?.models ?? []).filter(({ kind }) => kind === "chat").map(({ model }) => model);
  const choose = (model: string): void => {
    // A name that was typed by hand stays; one that only repeats the model follows it.
    const isCopied = draft.name === "" || draft.name === draft.model;
    onChange({ model, ...(isCopied && { name: model }) });
  };
  return (
    <div>
      <div className={styles.row}>
        <Autocomplete
          className="grow"
          label={t("adminModels.form.model")}
          description={t("adminModels.form.modelHint")}
          required
          placeholder={providerOf(draft.provider).modelExample}
          data={[...new Set(found)]}
          value={draft.model}
          onChange={choose}
        />
        <Button variant="default" loading={isPending} onClick={() => mutate(providerRequestOf(draft))}>
          {t("adminModels.form.find")}
        </Button>
      </div>
      {error !== null && <FormError error={error} />}
      <p className="note" role="status">
        {data !== undefined &&
          (found.length === 0 ? t("adminModels.form.foundNone") : t("adminModels.form.found", { count: found.length }))}
      </p>
    </div>
  );
}
