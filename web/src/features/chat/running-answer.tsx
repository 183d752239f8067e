import { type ReactNode, useContext, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Status } from "../../ui/status.tsx";
import { Answer } from "./answer.tsx";
import { AnswerBody } from "./answer-body.tsx";
import styles from "./answer.module.css";
import { CitesContext } from "./cites-context.ts";
import { Phases } from "./phases.tsx";
import { ThreadContext } from "./thread-context.ts";
import { useRun } from "./use-run.ts";

interface Props {
  readonly runId: string;
  readonly open: number | null;
  readonly onOpen: (marker: number) => void;
}

/** An answer while it is made. It goes on at the server: leaving the page loses nothing. */
export function RunningAnswer({ runId, open, onOpen }: Props): ReactNode {
  const { t } = useTranslation();
  const [pointed, setPointed] = useState<number | null>(null);
  const { conversationId } = useContext(ThreadContext);
  const live = useRun({ runId, conversationId: conversationId ?? "" });
  const { citations, done, error, isConnected, phases, quotes, text } = live;
  const cites = useMemo(() => ({ citations, open, pointed, onOpen, onPoint: setPointed }), [citations, open, pointed, onOpen]);
  if (done !== null) return <Answer answer={done} open={open} onOpen={onOpen} />;
  return (
    <CitesContext value={cites}>
      <div className={styles.answer}>
        <Phases phases={phases} />
        <AnswerBody text={text} quotes={quotes} citations={citations} isOpen />
        {!isConnected && <Status kind="waiting">{t("chat.reconnecting")}</Status>}
        {error !== null && (
          <p role="alert" className={styles.error}>
            {error.message === "" ? t("chat.answerFailed") : error.message}
          </p>
        )}
      </div>
    </CitesContext>
  );
}
