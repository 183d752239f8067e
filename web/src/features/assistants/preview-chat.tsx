import { Button, Textarea } from "@mantine/core";
import type { AssistantContent } from "@smartypants/client";
import { useMutation } from "@tanstack/react-query";
import { IconEraser } from "@tabler/icons-react";
import { type ReactNode, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { FullAnswer } from "../chat/queries.ts";
import styles from "./assistants.module.css";
import { Glyph } from "./glyph.tsx";
import { trialMutation } from "./queries.ts";
import { TrialAnswer } from "./trial-answer.tsx";

interface Turn {
  readonly runId: string;
  readonly question: string;
  readonly answer: FullAnswer | null;
}

interface Props {
  readonly content: AssistantContent;
  readonly assistantId: string | null;
}

/** A chat with the assistant as it is being edited. Nothing of it is kept. */
export function PreviewChat({ content, assistantId }: Props): ReactNode {
  const { t } = useTranslation();
  const [turns, setTurns] = useState<readonly Turn[]>([]);
  const [draft, setDraft] = useState("");
  const { mutate, isPending, error } = useMutation(trialMutation);
  const isBusy = isPending || turns.some(({ answer }) => answer === null);
  const ask = (question: string): void => {
    if (question.trim() === "" || isBusy) return;
    const starters = (content.starters ?? []).filter((starter) => starter.trim() !== "");
    const name = content.name.trim() === "" ? t("assistants.preview.nameless") : content.name;
    mutate(
      { question, configuration: { assistantId }, draft: { ...content, name, starters }, history: historyOf(turns) },
      {
        onSuccess: ({ runId }) => {
          setTurns((before) => [...before, { runId, question, answer: null }]);
          setDraft("");
        },
      },
    );
  };
  const finish = useCallback(
    (runId: string, answer: FullAnswer) => setTurns((before) => before.map((turn) => (turn.runId === runId ? { ...turn, answer } : turn))),
    [],
  );
  return (
    <section className={styles.preview} aria-label={t("assistants.preview.title")}>
      <header>
        <Glyph glyph={content.glyph ?? "sparkles"} size={14} />
        <h2 className="grow">{t("assistants.preview.title")}</h2>
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          leftSection={<Icon of={IconEraser} size={14} />}
          disabled={turns.length === 0}
          onClick={() => setTurns([])}
        >
          {t("assistants.preview.clear")}
        </Button>
      </header>
      <div className={styles.turns} role="log" aria-label={t("assistants.preview.messages")} tabIndex={0}>
        {turns.length === 0 && <Beginning content={content} onAsk={ask} />}
        {turns.map(({ runId, question }) => (
          <PreviewTurn key={runId} runId={runId} question={question} onDone={finish} />
        ))}
      </div>
      {error !== null && <FormError error={error} />}
      <AskField isBusy={isBusy} draft={draft} onDraft={setDraft} onAsk={ask} />
    </section>
  );
}

const LONGEST_ANSWER = 8_000;
const MOST_TURNS = 6;

/** What was said before, as far as there was an answer. */
function historyOf(turns: readonly Turn[]): { question: string; answer: string }[] {
  return turns
    .flatMap(({ question, answer }) =>
      answer === null || answer.mode === "none" ? [] : [{ question, answer: answer.answer.slice(0, LONGEST_ANSWER) }],
    )
    .slice(-MOST_TURNS);
}

interface AskFieldProps {
  readonly isBusy: boolean;
  readonly draft: string;
  readonly onDraft: (draft: string) => void;
  readonly onAsk: (question: string) => void;
}

function AskField({ isBusy, draft, onDraft, onAsk }: AskFieldProps): ReactNode {
  const { t } = useTranslation();
  return (
    <form
      className={styles.asking}
      onSubmit={(event) => {
        event.preventDefault();
        onAsk(draft.trim());
      }}
    >
      <Textarea
        className="grow"
        aria-label={t("assistants.preview.question")}
        placeholder={t("assistants.preview.placeholder")}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={4000}
        value={draft}
        onChange={(event) => onDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          onAsk(draft.trim());
        }}
      />
      <Button type="submit" variant="default" loading={isBusy} disabled={draft.trim() === ""}>
        {t("assistants.preview.ask")}
      </Button>
    </form>
  );
}

interface TurnProps {
  readonly runId: string;
  readonly question: string;
  readonly onDone: (runId: string, answer: FullAnswer) => void;
}

function PreviewTurn({ runId, question, onDone }: TurnProps): ReactNode {
  const done = useCallback((answer: FullAnswer) => onDone(runId, answer), [onDone, runId]);
  return (
    <div className={styles.turn}>
      <p className={styles.question} dir="auto">
        {question}
      </p>
      <TrialAnswer runId={runId} onDone={done} />
    </div>
  );
}

function Beginning({ content, onAsk }: { readonly content: AssistantContent; readonly onAsk: (question: string) => void }): ReactNode {
  const { t } = useTranslation();
  const starters = [...new Set((content.starters ?? []).filter((starter) => starter.trim() !== ""))];
  return (
    <div className={styles.beginning}>
      <p className="note">{t("assistants.preview.empty")}</p>
      {starters.map((starter) => (
        <button key={starter} type="button" onClick={() => onAsk(starter)} dir="auto">
          {starter}
        </button>
      ))}
    </div>
  );
}
