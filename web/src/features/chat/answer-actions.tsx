import { ActionIcon, Button, Textarea } from "@mantine/core";
import type { GiveFeedbackData } from "@smartypants/client";
import { useMutation } from "@tanstack/react-query";
import { IconCopy, IconThumbDown, IconThumbUp } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "../../ui/clipboard.ts";
import { formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import styles from "./answer-actions.module.css";
import { answerToMarkdown } from "./copy-with-sources.ts";
import { feedbackMutation, type FullAnswer } from "./queries.ts";

type Rating = 1 | -1;

export function AnswerActions({ answer }: { readonly answer: FullAnswer }): ReactNode {
  const { t } = useTranslation();
  const [rating, setRating] = useState<Rating | null>(null);
  const { mutate } = useMutation(feedbackMutation);
  const rate = (next: Rating): void => {
    setRating(next);
    mutate({ runId: answer.runId, rating: next });
  };
  return (
    <>
      <div className={styles.actions}>
        <ActionIcon aria-label={t("chat.helpful")} aria-pressed={rating === 1} onClick={() => rate(1)}>
          <Icon of={IconThumbUp} />
        </ActionIcon>
        <ActionIcon aria-label={t("chat.notHelpful")} aria-pressed={rating === -1} onClick={() => rate(-1)}>
          <Icon of={IconThumbDown} />
        </ActionIcon>
        <ActionIcon aria-label={t("chat.copyAnswer")} title={t("chat.copyAnswer")} onClick={() => void copyText(answerToMarkdown(answer))}>
          <Icon of={IconCopy} />
        </ActionIcon>
        <span className={styles.facts}>{useFacts(answer)}</span>
      </div>
      {rating === 1 && <p className="note">{t("chat.thanks")}</p>}
      {rating === -1 && <Reasons runId={answer.runId} />}
    </>
  );
}

/** Model, tokens, citations: one line. */
function useFacts({ written, citations }: FullAnswer): string {
  const { t } = useTranslation();
  const parts: string[] = [];
  if (written !== undefined) parts.push(written.model);
  if (written?.outputTokens !== undefined && written.outputTokens !== null) {
    parts.push(t("chat.tokens", { tokens: formatNumber((written.inputTokens ?? 0) + written.outputTokens) }));
  }
  if (citations.length > 0) parts.push(t("chat.allChecked", { count: citations.length }));
  if (written !== undefined && written.removedCitations > 0) parts.push(t("chat.removed", { count: written.removedCitations }));
  return parts.join(", ");
}

const REASONS = ["wrong", "incomplete", "outdated", "not_relevant", "other"] as const;
const MAX_LENGTH = 2000;

function Reasons({ runId }: { readonly runId: string }): ReactNode {
  const { t } = useTranslation();
  const [reason, setReason] = useState<(typeof REASONS)[number] | null>(null);
  const [comment, setComment] = useState("");
  const { mutate, isPending, isSuccess } = useMutation(feedbackMutation);
  if (isSuccess) return <p className="note">{t("chat.thanks")}</p>;
  const send = (): void => {
    const body: GiveFeedbackData["body"] = {
      runId,
      rating: -1,
      ...(reason !== null && { reason }),
      ...(comment.trim() !== "" && { comment: comment.trim() }),
    };
    mutate(body);
  };
  return (
    <fieldset className={styles.reasons}>
      <legend>{t("chat.whyNot")}</legend>
      <div className="actions">
        {REASONS.map((each) => (
          <Button
            key={each}
            size="xs"
            variant={reason === each ? "light" : "default"}
            aria-pressed={reason === each}
            onClick={() => setReason(each)}
          >
            {t(`chat.reason.${each}`)}
          </Button>
        ))}
      </div>
      <Textarea
        aria-label={t("chat.comment")}
        placeholder={t("chat.comment")}
        maxLength={MAX_LENGTH}
        autosize
        minRows={1}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      <Button size="xs" variant="default" loading={isPending} onClick={send}>
        {t("chat.sendFeedback")}
      </Button>
    </fieldset>
  );
}
