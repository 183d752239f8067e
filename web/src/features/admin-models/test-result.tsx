import type { EmbeddingTest, ModelTest } from "@smartypants/client";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import { useErrorText } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import styles from "./models.module.css";

interface Props {
  readonly result: ModelTest | EmbeddingTest | undefined;
  /** Why it could not even be asked. */
  readonly error: unknown;
}

/** What came of trying a model: how long it took, or why it did not answer and what to do. */
export function TestResult({ result, error }: Props): ReactNode {
  const { t } = useTranslation();
  const refused = useErrorText(error);
  const seconds = (milliseconds: number | undefined): string =>
    formatNumber((milliseconds ?? 0) / 1000, (milliseconds ?? 0) < 1000 ? 2 : 1);
  const first = result !== undefined && "firstTokenMs" in result ? result.firstTokenMs : undefined;
  const good =
    first === undefined
      ? t("adminModels.testRead", { all: seconds(result?.totalMs) })
      : t("adminModels.testGood", { first: seconds(first), all: seconds(result?.totalMs) });
  return (
    <span role="status" className={styles.testResult}>
      {result?.ok === true && <Status kind="ok">{good}</Status>}
      {result?.ok === false && <span className={styles.bad}>{result.error?.message}</span>}
      {error !== null && error !== undefined && <span className={styles.bad}>{refused}</span>}
    </span>
  );
}
