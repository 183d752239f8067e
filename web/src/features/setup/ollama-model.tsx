import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { draftOf } from "../admin-models/model-draft.ts";
import { ollamaQuery } from "../admin-models/queries.ts";
import { DraftActions } from "./draft-actions.tsx";

/** The models of an Ollama that was found by itself. */
export function OllamaModel({ onUsed }: { readonly onUsed: () => void }): ReactNode {
  const { t } = useTranslation();
  const { data, error, isFetching, refetch } = useQuery(ollamaQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  const names = (data?.found?.models ?? []).filter(({ kind }) => kind === "chat").map(({ model }) => model);
  const [first] = names;
  const model = chosen ?? first;
  if (model === undefined || error !== null) {
    return (
      <>
        {error !== null && <FormError error={error} />}
        {data !== undefined && <p role="status">{data.advice ?? t("setup.model.ollamaEmpty")}</p>}
        <Button variant="default" loading={isFetching} onClick={() => void refetch()}>
          {t("setup.model.ollamaAgain")}
        </Button>
      </>
    );
  }
  return (
    <>
      <NativeSelect
        label={t("adminModels.form.model")}
        data={names}
        value={model}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <DraftActions draft={{ ...draftOf(undefined), baseUrl: data?.found?.baseUrl ?? "", model }} onUsed={onUsed} />
    </>
  );
}
