import { IconAlertTriangle, IconCircle } from "@tabler/icons-react";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { Status } from "../../ui/status.tsx";
import { AnswerActions } from "./answer-actions.tsx";
import { AnswerBody } from "./answer-body.tsx";
import styles from "./answer.module.css";
import { CitesContext } from "./cites-context.ts";
import type { FullAnswer } from "./queries.ts";
import { DocumentLinks, Sources } from "./sources.tsx";

interface Props {
  readonly answer: FullAnswer;
  readonly open: number | null;
  readonly onOpen: (marker: number) => void;
}

/** An answer that has ended, however it ended. */
export function Answer({ answer, open, onOpen }: Props): ReactNode {
  const { t } = useTranslation();
  const [pointed, setPointed] = useState<number | null>(null);
  const { citations, mode, state } = answer;
  const cites = useMemo(() => ({ citations, open, pointed, onOpen, onPoint: setPointed }), [citations, open, pointed, onOpen]);
  if (answer.hidden === true) return <Hidden />;
  if (mode === "none" && state === "done") return <NoEvidence answer={answer} />;
  return (
    <CitesContext value={cites}>
      <div className={styles.answer}>
        {mode === "extractive" && <p className={styles.label}>{t("chat.extractive")}</p>}
        {mode === "extractive" ? (
          <AnswerBody text="" quotes={citations.map(({ marker }) => marker)} citations={citations} isOpen={false} />
        ) : (
          <AnswerBody text={state === "done" || mode === "llm" ? answer.answer : ""} quotes={[]} citations={citations} isOpen={false} />
        )}
        {state !== "done" && <Ending answer={answer} />}
        {countHidden(answer) > 0 && <Gone count={countHidden(answer)} />}
        <Sources answer={answer} open={open} onOpen={onOpen} />
        {state === "done" && <AnswerActions answer={answer} />}
      </div>
    </CitesContext>
  );
}

/** What the API writes where a quote's document can no longer be read. */
const HIDDEN_QUOTE = "[hidden: its source is no longer available to you]";

function countHidden({ answer, mode }: FullAnswer): number {
  return mode === "extractive" ? answer.split("\n\n").filter((part) => part === HIDDEN_QUOTE).length : 0;
}

function Gone({ count }: { readonly count: number }): ReactNode {
  const { t } = useTranslation();
  return (
    <p className={styles.notice}>
      <Icon of={IconAlertTriangle} />
      <span>{t("chat.quotesGone", { count })}</span>
    </p>
  );
}

function Hidden(): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.answer}>
      <p className={styles.notice}>
        <Icon of={IconAlertTriangle} />
        <span>{t("chat.answerGone")}</span>
      </p>
    </div>
  );
}

function NoEvidence({ answer }: { readonly answer: FullAnswer }): ReactNode {
  const { t } = useTranslation();
  const nearest = answer.nearest ?? [];
  return (
    <div className={styles.answer}>
      <p className={styles.noEvidence}>
        <Icon of={IconCircle} size={12} />
        {t("chat.noEvidence")}
      </p>
      <p className={styles.explanation}>{t(nearest.length === 0 ? "chat.noEvidenceText" : "chat.nearest")}</p>
      <DocumentLinks documents={nearest} />
      <AnswerActions answer={answer} />
    </div>
  );
}

function Ending({ answer: { state, error } }: { readonly answer: FullAnswer }): ReactNode {
  const { t } = useTranslation();
  if (state === "cancelled") return <p className={styles.stopped}>{t("chat.stopped")}</p>;
  const said = error?.message ?? t(state === "interrupted" ? "chat.interrupted" : "chat.answerFailed");
  return (
    <p className={styles.error}>
      <Status kind="failed">{t("chat.notFinished")}</Status> {said}
    </p>
  );
}
