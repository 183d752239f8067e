import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { connectionOf, type Draft, providerRequestOf } from "../admin-models/model-draft.ts";
import { chooseMutation, tryMutation } from "../admin-models/queries.ts";
import { TestResult } from "../admin-models/test-result.tsx";
import styles from "./setup-page.module.css";

interface Props {
  readonly draft: Draft;
  readonly onUsed: () => void;
}

/** Tries a model, and takes it when it answers; one that does not is taken only when that is said again. */
export function DraftActions({ draft, onUsed }: Props): ReactNode {
  const { t } = useTranslation();
  const test = useMutation(tryMutation);
  const choose = useMutation(chooseMutation);
  const [pressed, setPressed] = useState<"test" | "use">("test");
  const request = { ...providerRequestOf(draft), model: draft.model.trim() };
  // What was tried before is no word on what stands there now.
  const isSame = JSON.stringify(test.variables) === JSON.stringify(request);
  const hasFailed = isSame && !test.isPending && (test.data?.ok === false || test.error !== null);
  const isBusy = test.isPending || choose.isPending;
  const take = (): void =>
    choose.mutate(
      { ...connectionOf(draft), kind: "chat", provider: draft.provider, model: request.model, name: request.model },
      { onSuccess: onUsed },
    );
  const use = (): void => {
    setPressed("use");
    if (hasFailed || (isSame && test.data?.ok === true)) return take();
    test.mutate(request, { onSuccess: ({ ok }) => ok && take() });
  };
  return (
    <>
      <div className="actions">
        <Button disabled={request.model === ""} loading={isBusy && pressed === "use"} onClick={use}>
          {t(hasFailed ? "setup.model.useAnyway" : "setup.model.use")}
        </Button>
        <Button
          variant="default"
          disabled={request.model === ""}
          loading={isBusy && pressed === "test"}
          onClick={() => {
            setPressed("test");
            test.mutate(request);
          }}
        >
          {t("adminModels.test")}
        </Button>
      </div>
      <div className={styles.result}>
        <TestResult result={isSame && !test.isPending ? test.data : undefined} error={isSame && !test.isPending ? test.error : null} />
      </div>
      {choose.error !== null && <FormError error={choose.error} />}
    </>
  );
}
