import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { testMutation } from "./queries.ts";
import { TestResult } from "./test-result.tsx";
import styles from "./models.module.css";

interface Props {
  readonly id: string;
  readonly name: string;
  /** Tests at once, as one who has just added it would. */
  readonly isAutomatic: boolean;
}

/** Asks the model for one word and says how long that took, or why it did not. */
export function TestButton({ id, name, isAutomatic }: Props): ReactNode {
  const { t } = useTranslation();
  const { mutate, data, error, isPending } = useMutation(testMutation);
  const hasBegun = useRef(false);
  useEffect(() => {
    if (!isAutomatic || hasBegun.current) return;
    hasBegun.current = true;
    mutate(id);
  }, [isAutomatic, id, mutate]);
  return (
    <div className={styles.test}>
      <Button size="xs" variant="default" loading={isPending} aria-label={t("adminModels.testFor", { name })} onClick={() => mutate(id)}>
        {t("adminModels.test")}
      </Button>
      <TestResult result={isPending ? undefined : data} error={isPending ? null : error} />
    </div>
  );
}
