import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import { useErrorText } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import styles from "./models.module.css";
import { testMutation } from "./queries.ts";

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
  const refused = useErrorText(error);
  const seconds = (milliseconds: number | undefined): string => formatNumber((milliseconds ?? 0) / 1000, 1);
  return (
    <div className={styles.test}>
      <Button size="xs" variant="default" loading={isPending} aria-label={t("adminModels.testFor", { name })} onClick={() => mutate(id)}>
        {t("adminModels.test")}
      </Button>
      <span role="status" className={styles.testResult}>
        {!isPending && data?.ok === true && (
          <Status kind="ok">{t("adminModels.testGood", { first: seconds(data.firstTokenMs), all: seconds(data.totalMs) })}</Status>
        )}
        {!isPending && data?.ok === false && <span className={styles.bad}>{data.error?.message}</span>}
        {!isPending && error !== null && <span className={styles.bad}>{refused}</span>}
      </span>
    </div>
  );
}
