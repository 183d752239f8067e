import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import { Status } from "../../ui/status.tsx";
import { AnswerBody } from "../chat/answer-body.tsx";
import { CitesContext } from "../chat/cites-context.ts";
import type { LiveAnswer } from "../chat/live-answer.ts";
import { Phases } from "../chat/phases.tsx";
import type { FullAnswer } from "../chat/queries.ts";
import { useRun } from "../chat/use-run.ts";
import { webLink } from "../documents/place.ts";
import styles from "./assistants.module.css";

interface Props {
  readonly runId: string;
  readonly onDone?: (answer: FullAnswer) => void;
}

/** An answer that stands in no conversation, while it is made and afterwards. */
export function TrialAnswer({ runId, onDone }: Props): ReactNode {
  const { t } = useTranslation();
  const live = useRun({ runId, conversationId: "" });
  const { citations, done, error, phases } = live;
  const told = useRef(false);
  useEffect(() => {
    if (done === null || told.current) return;
    told.current = true;
    onDone?.(done);
  }, [done, onDone]);
  const [pointed, setPointed] = useState<number | null>(null);
  const cites = useMemo(
    () => ({ citations: done?.citations ?? citations, open: null, pointed, onOpen: () => {}, onPoint: setPointed }),
    [citations, done, pointed],
  );
  return (
    <CitesContext value={cites}>
      <div className={styles.trial} aria-busy={done === null}>
        {done === null && <Phases phases={phases} />}
        <Words live={live} />
        {error !== null && (
          <p role="alert" className={styles.error}>
            {error.message === "" ? t("assistants.preview.failed") : error.message}
          </p>
        )}
        {done !== null && <After answer={done} />}
      </div>
    </CitesContext>
  );
}

function Words({ live }: { readonly live: LiveAnswer }): ReactNode {
  const { done, citations, quotes, text } = live;
  if (done === null) return <AnswerBody text={text} quotes={quotes} citations={citations} isOpen />;
  if (done.mode === "none") return <p>{done.answer}</p>;
  if (done.mode === "extractive") {
    return <AnswerBody text="" quotes={done.citations.map(({ marker }) => marker)} citations={done.citations} isOpen={false} />;
  }
  const unsupported = done.written?.unsupported;
  return (
    <AnswerBody
      text={done.answer}
      quotes={[]}
      citations={done.citations}
      isOpen={false}
      {...(unsupported !== undefined && { unsupported })}
    />
  );
}

/** What it rests on, and what it took. */
function After({ answer }: { readonly answer: FullAnswer }): ReactNode {
  const { t } = useTranslation();
  const { citations, mode, written } = answer;
  const documents = new Map(citations.map((citation) => [citation.documentId, citation]));
  const tokens = (written?.inputTokens ?? 0) + (written?.outputTokens ?? 0);
  const facts = [
    t(`assistants.mode.${mode}`),
    written?.model ?? "",
    tokens === 0 ? "" : t("assistants.tokens", { count: tokens, number: formatNumber(tokens) }),
    written === undefined || written.removedCitations === 0 ? "" : t("assistants.removed", { count: written.removedCitations }),
  ];
  return (
    <>
      {documents.size > 0 && (
        <ul className={styles.cited} aria-label={t("assistants.cited")}>
          {[...documents.values()].map(({ documentId, title, url }) => (
            <li key={documentId} dir="auto">
              <CitedTitle title={title} url={url} />
            </li>
          ))}
        </ul>
      )}
      <p className={styles.facts}>
        <Status kind={mode === "none" ? "partial" : "ok"}>{facts.filter((fact) => fact !== "").join(" · ")}</Status>
      </p>
    </>
  );
}

function CitedTitle({ title, url }: { readonly title: string; readonly url: string }): ReactNode {
  const link = webLink(url);
  if (link === null) return title;
  return (
    <a href={link} target="_blank" rel="noopener noreferrer">
      {title}
    </a>
  );
}
