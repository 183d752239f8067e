import { Button, Checkbox, Textarea } from "@mantine/core";
import type { GiveFeedbackData } from "@smartypants/client";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./feedback-form.module.css";
import { feedbackMutation } from "./queries.ts";

const REASONS = ["wrong", "incomplete", "outdated", "not_relevant", "other"] as const;
const MAX_LENGTH = 2000;

/** What was wrong with an answer, and whether the question may go to the administrators. */
export function FeedbackForm({ runId }: { readonly runId: string }): ReactNode {
  const { t } = useTranslation();
  const [reason, setReason] = useState<(typeof REASONS)[number] | null>(null);
  const [comment, setComment] = useState("");
  const [isShared, setShared] = useState(false);
  const { mutate, isPending, isSuccess } = useMutation(feedbackMutation);
  if (isSuccess) return <p className="note">{t(isShared ? "chat.thanksShared" : "chat.thanks")}</p>;
  const send = (): void => {
    const body: GiveFeedbackData["body"] = {
      runId,
      rating: -1,
      share: isShared,
      ...(reason !== null && { reason }),
      ...(comment.trim() !== "" && { comment: comment.trim() }),
    };
    mutate(body);
  };
  return (
    <fieldset className={styles.form}>
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
      <Checkbox
        label={t("chat.share")}
        description={t("chat.shareText")}
        checked={isShared}
        onChange={(event) => setShared(event.currentTarget.checked)}
      />
      <Button size="xs" variant="default" loading={isPending} onClick={send}>
        {t("chat.sendFeedback")}
      </Button>
    </fieldset>
  );
}
