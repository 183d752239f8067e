import { Button } from "@mantine/core";
import type { ListEnvironmentModelsResponse } from "@smartypants/client";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { defaultMutation } from "../admin-models/queries.ts";
import { TestButton } from "../admin-models/test-button.tsx";

interface Props {
  readonly found: ListEnvironmentModelsResponse["items"][number];
  readonly onUsed: () => void;
}

/** A provider that the server's environment has a key or an address for. */
export function EnvironmentModel({ found: { variable, model }, onUsed }: Props): ReactNode {
  const { t } = useTranslation();
  const { mutate, isPending, error } = useMutation(defaultMutation);
  if (model === null) return <p>{t("setup.model.environmentIdle", { variable })}</p>;
  return (
    <>
      <p>{t("setup.model.environmentModel", { name: model.name })}</p>
      <div className="actions">
        <Button loading={isPending} onClick={() => mutate(model.id, { onSuccess: onUsed })}>
          {t("setup.model.use")}
        </Button>
        <TestButton id={model.id} name={model.name} isAutomatic={false} />
      </div>
      {error !== null && <FormError error={error} />}
    </>
  );
}
