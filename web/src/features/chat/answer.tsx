import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCircle, IconPlayerTrackNext } from "@tabler/icons-react";
import { type ReactNode, useContext, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { Status } from "../../ui/status.tsx";
import { AnswerActions } from "./answer-actions.tsx";
import { AnswerBody } from "./answer-body.tsx";
import styles from "./answer.module.css";
import { CitesContext } from "./cites-context.ts";
import type { Feedback } from "./messages.ts";
import type { FullAnswer } from "./queries.ts";
import { DocumentLinks, Sources } from "./sources.tsx";
import { ThreadContext } from "./thread-context.ts";

interface Props {
  readonly answer: FullAnswer;
  /** What the reader said about it before. */
  readonly feedback?: Feedback | null;
  readonly open: number | null;
  readonly onOpen: (marker: number) => void;
}

/** An answer that has ended, however it ended. */
export function Answer({ answer, feedback = null, open, onOpen }: Props): ReactNode {
  const { t } = useTranslation();
  const [pointed, setPointed] = useState<number | null>(null);
  const { citations, mode, state } = answer;
  const cites = useMemo(() => ({ citations, open, pointed, onOpen, onPoint: setPointed }), [citations, open, pointed, onOpen]);
  if (answer.hidden === true) return <Hidden />;
  if (mode === "none" && state === "done") return <NoEvidence answer={answer} feedback={feedback} />;
  const unsupported = answer.written?.unsupported ?? NONE;
  return (
    <CitesContext value={cites}>
      <div className={styles.answer}>
        <ReadAs answer={answer} />
        {mode === "extractive" && <p className={styles.label}>{t("chat.extractive")}</p>}
        {mode === "extractive" ? (
          <AnswerBody text="" quotes={citations.map(({ marker }) => marker)} citations={citations} isOpen={false} />
        ) : (
          <AnswerBody
            text={state === "done" || mode === "llm" ? answer.answer : ""}
            quotes={[]}
            citations={citations}
            isOpen={false}
            unsupported={unsupported}
          />
        )}
        {unsupported.length > 0 && state === "done" && <Unsupported count={unsupported.length} />}
        {state !== "done" && <Ending answer={answer} />}
        {state === "done" && answer.written?.finishReason === "length" && <CutOff runId={answer.runId} />}
        {countHidden(answer) > 0 && <Gone count={countHidden(answer)} />}
        <Sources answer={answer} open={open} onOpen={onOpen} />
        <AnswerActions answer={answer} feedback={feedback} />
      </div>
    </CitesContext>
  );
}

const NONE: NonNullable<FullAnswer["written"]>["unsupported"] = [];

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

/** What was read into the question beside its words. */
function ReadAs({ answer: { reading } }: Pick<Props, "answer">): ReactNode {
  const { t } = useTranslation();
  const { time = null, acronyms = [] } = reading ?? {};
  if (time === null && acronyms.length === 0) return null;
  return (
    <p className={styles.label}>
      {time !== null && t(time.use === "filter" ? "search.reading.only" : "search.reading.first", { time: time.text })}
      {acronyms.length > 0 && ` ${t("chat.alsoSearched", { words: acronyms.join(", ") })}`}
    </p>
  );
}

/** The tint in the text, said in words and counted. */
function Unsupported({ count }: { readonly count: number }): ReactNode {
  const { t } = useTranslation();
  return (
    <p className={styles.notice} data-small>
      <Icon of={IconAlertTriangle} />
      <span>{t("chat.unsupported", { count })}</span>
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

function NoEvidence({ answer, feedback }: Required<Pick<Props, "answer" | "feedback">>): ReactNode {
  const { t } = useTranslation();
  const nearest = answer.nearest ?? [];
  return (
    <div className={styles.answer}>
      <ReadAs answer={answer} />
      <p className={styles.noEvidence}>
        <Icon of={IconCircle} size={12} />
        {t("chat.noEvidence")}
      </p>
      <p className={styles.explanation}>{t(nearest.length === 0 ? "chat.noEvidenceText" : "chat.nearest")}</p>
      <DocumentLinks documents={nearest} />
      <AnswerActions answer={answer} feedback={feedback} />
    </div>
  );
}

function Ending({ answer }: { readonly answer: FullAnswer }): ReactNode {
  const { t } = useTranslation();
  const { state, error, runId, mode } = answer;
  const canGoOn = mode === "llm" && answer.answer !== "";
  if (state === "cancelled") {
    return (
      <div className={styles.ending}>
        <p>{t(answer.answer === "" ? "chat.stoppedEmpty" : "chat.stopped")}</p>
        {canGoOn && <GoOn runId={runId} />}
      </div>
    );
  }
  const said = error?.message ?? t(state === "interrupted" ? "chat.interrupted" : "chat.answerFailed");
  return (
    <div className={styles.ending}>
      <p>
        <Status kind="failed">{t("chat.notFinished")}</Status> {said}
      </p>
      {canGoOn && <GoOn runId={runId} />}
    </div>
  );
}

function CutOff({ runId }: { readonly runId: string }): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.ending}>
      <p>{t("chat.cutOff")}</p>
      <GoOn runId={runId} />
    </div>
  );
}

function GoOn({ runId }: { readonly runId: string }): ReactNode {
  const { t } = useTranslation();
  const { goOn } = useContext(ThreadContext);
  return (
    <Button size="xs" variant="default" leftSection={<Icon of={IconPlayerTrackNext} size={14} />} onClick={() => goOn(runId)}>
      {t("chat.goOn")}
    </Button>
  );
}
