import type { EvaluationResult } from "@smartypants/client";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Status } from "../../ui/status.tsx";
import { isRight } from "./judge-result.ts";

/** How a question was answered, against what was expected. */
export function Judged({ result }: { readonly result: EvaluationResult }): ReactNode {
  const { t } = useTranslation();
  const { state, mode, expectRefusal, phraseFound } = result;
  if (state === "failed") return <Status kind="failed">{t("evaluation.result.failed")}</Status>;
  if (expectRefusal) {
    return mode === "none" ? (
      <Status kind="ok">{t("evaluation.result.rightlyRefused")}</Status>
    ) : (
      <Status kind="failed">{t("evaluation.result.wronglyAnswered")}</Status>
    );
  }
  if (mode === "none") return <Status kind="failed">{t("evaluation.result.wronglyRefused")}</Status>;
  if (phraseFound === false) return <Status kind="partial">{t("evaluation.result.phraseMissing")}</Status>;
  return isRight(result) ? (
    <Status kind="ok">{t("evaluation.result.answered")}</Status>
  ) : (
    <Status kind="partial">{t("evaluation.result.otherDocuments")}</Status>
  );
}
