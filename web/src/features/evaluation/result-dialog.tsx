import type { EvaluationResult } from "@smartypants/client";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../../ui/dialog.tsx";
import { TrialAnswer } from "../assistants/trial-answer.tsx";
import { webLink } from "../documents/place.ts";
import styles from "./evaluation.module.css";
import { formatTime } from "./format-figures.ts";
import { rankText } from "./judge-result.ts";
import { Judged } from "./judged.tsx";

interface Props {
  readonly result: EvaluationResult;
  readonly onClose: () => void;
}

/** One question: what was expected, what was found, and the answer where it is one's own. */
export function ResultDialog({ result, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const { question, expected, expectRefusal, ranked, runId, error, citations, removedCitations, latencyMs } = result;
  return (
    <Dialog title={question} size={680} onClose={onClose}>
      <div className={styles.detail}>
        <Judged result={result} />
        {error !== null && <p className={styles.error}>{error}</p>}
        <h3>{t("evaluation.result.expected")}</h3>
        {expectRefusal ? (
          <p>{t("evaluation.question.refusal")}</p>
        ) : expected.length === 0 ? (
          <p className="note">{t("evaluation.result.noExpected")}</p>
        ) : (
          <p dir="auto">
            {expected.join(", ")} ({t("evaluation.result.places", { places: rankText(result) })})
          </p>
        )}
        <h3>{t("evaluation.result.found")}</h3>
        <Found ranked={ranked} />
        <h3>{t("evaluation.result.answer")}</h3>
        {runId === null ? <p className="note">{t("evaluation.result.notYours")}</p> : <TrialAnswer runId={runId} />}
        <p className="note">{t("evaluation.result.sums", { citations, removed: removedCitations, time: formatTime(latencyMs) })}</p>
      </div>
    </Dialog>
  );
}

function Found({ ranked }: Pick<EvaluationResult, "ranked">): ReactNode {
  const { t } = useTranslation();
  if (ranked.length === 0) return <p className="note">{t("evaluation.result.nothingFound")}</p>;
  return (
    <ol className={styles.found}>
      {ranked.map((document, at) => (
        // A hidden document has no name but its place.
        // oxlint-disable-next-line react/no-array-index-key -- as above
        <li key={at} dir="auto">
          {document === null ? t("evaluation.result.hidden") : <Title title={document.title} url={document.url} />}
        </li>
      ))}
    </ol>
  );
}

function Title({ title, url }: { readonly title: string; readonly url: string }): ReactNode {
  const link = webLink(url);
  if (link === null) return title;
  return (
    <a href={link} target="_blank" rel="noopener noreferrer">
      {title}
    </a>
  );
}
