import { ActionIcon } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconCopy, IconDots, IconRefresh, IconTextPlus, IconThumbDown, IconThumbUp } from "@tabler/icons-react";
import { type ReactNode, useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "../../ui/clipboard.ts";
import { formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Menu, type MenuEntry } from "../../ui/menu.tsx";
import styles from "./answer-actions.module.css";
import { FeedbackForm } from "./feedback-form.tsx";
import { answerToMarkdown, answerToText } from "./copy-with-sources.ts";
import type { Feedback } from "./messages.ts";
import { feedbackMutation, type FullAnswer, withdrawMutation } from "./queries.ts";
import { ThreadContext } from "./thread-context.ts";

type Rating = Feedback["rating"];

interface Props {
  readonly answer: FullAnswer;
  readonly feedback: Feedback | null;
}

export function AnswerActions({ answer, feedback }: Props): ReactNode {
  const { t } = useTranslation();
  const { isTemporary, again } = useContext(ThreadContext);
  const [rating, setRating] = useState<Rating | null>(feedback?.rating ?? null);
  const [isNew, setNew] = useState(false);
  const { mutate: give } = useMutation(feedbackMutation);
  const { mutate: withdraw } = useMutation(withdrawMutation);
  const rate = (next: Rating): void => {
    const isBack = next === rating;
    setRating(isBack ? null : next);
    setNew(!isBack);
    if (isBack) withdraw(answer.runId);
    else give({ runId: answer.runId, rating: next });
  };
  return (
    <>
      <div className={styles.actions}>
        {!isTemporary && answer.state === "done" && (
          <>
            <ActionIcon aria-label={t("chat.helpful")} aria-pressed={rating === 1} onClick={() => rate(1)}>
              <Icon of={IconThumbUp} />
            </ActionIcon>
            <ActionIcon aria-label={t("chat.notHelpful")} aria-pressed={rating === -1} onClick={() => rate(-1)}>
              <Icon of={IconThumbDown} />
            </ActionIcon>
          </>
        )}
        {answer.answer !== "" && answer.mode !== "none" && (
          <ActionIcon
            aria-label={t("chat.copyAnswer")}
            title={t("chat.copyAnswer")}
            onClick={() => void copyText(answerToMarkdown(answer))}
          >
            <Icon of={IconCopy} />
          </ActionIcon>
        )}
        <ActionIcon aria-label={t("chat.again")} title={t("chat.again")} onClick={() => again(answer.runId)}>
          <Icon of={IconRefresh} />
        </ActionIcon>
        <More answer={answer} />
        <span className={styles.facts}>{useFacts(answer)}</span>
      </div>
      {isNew && rating === 1 && <p className="note">{t("chat.thanks")}</p>}
      {isNew && rating === -1 && <FeedbackForm runId={answer.runId} />}
      {!isNew && rating === -1 && feedback?.shared === true && <p className="note">{t("chat.wasShared")}</p>}
    </>
  );
}

/** What is wanted less often: the words alone, and another model's answer. */
function More({ answer }: { readonly answer: FullAnswer }): ReactNode {
  const { t } = useTranslation();
  const { models, again } = useContext(ThreadContext);
  const entries: MenuEntry[] = [];
  if (answer.answer !== "" && answer.mode !== "none") {
    entries.push({ label: t("chat.copyPlain"), icon: IconTextPlus, onClick: () => void copyText(answerToText(answer)) });
  }
  if (models.length > 1) {
    entries.push({ heading: t("chat.againWith") });
    for (const { id, name } of models) entries.push({ label: name, onClick: () => again(answer.runId, id) });
  }
  if (entries.length === 0) return null;
  return (
    <Menu
      width={224}
      position="top-start"
      entries={entries}
      target={
        <ActionIcon aria-label={t("chat.moreForAnswer")} title={t("chat.moreForAnswer")}>
          <Icon of={IconDots} />
        </ActionIcon>
      }
    />
  );
}

/** Assistant, model, tokens, citations: one line. */
function useFacts({ assistant, written, citations }: FullAnswer): string {
  const { t } = useTranslation();
  const parts: string[] = [];
  if (assistant !== undefined) parts.push(t("askAs.by", { name: assistant.name ?? t("askAs.short"), version: assistant.version }));
  if (written !== undefined) parts.push(written.model);
  if (written?.outputTokens !== undefined && written.outputTokens !== null) {
    parts.push(t("chat.tokens", { tokens: formatNumber((written.inputTokens ?? 0) + written.outputTokens) }));
  }
  if (citations.length > 0) parts.push(t("chat.allChecked", { count: citations.length }));
  if (written !== undefined && written.removedCitations > 0) parts.push(t("chat.removed", { count: written.removedCitations }));
  return parts.join(", ");
}
