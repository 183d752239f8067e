import { Button, SegmentedControl } from "@mantine/core";
import type { UnansweredQuestion } from "@smartypants/client";
import { useMutation } from "@tanstack/react-query";
import { IconListCheck, IconSearch } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button-link.tsx";
import { FormError } from "../../ui/form-error.tsx";
import { formatDay } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Inspector } from "../../ui/inspector.tsx";
import { markMutation } from "./queries.ts";
import { TestQuestionDialog } from "./test-question-dialog.tsx";
import { Trend } from "./trend.tsx";
import { STATES } from "./unanswered-state.ts";
import styles from "./unanswered.module.css";
import { searchOf, wordsOf } from "./words-of.ts";

interface Props {
  readonly question: UnansweredQuestion;
  readonly onClose: () => void;
}

export function QuestionPanel({ question, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const [isTesting, setTesting] = useState(false);
  const { people, kinds, trend, shared, wording } = question;
  return (
    <Inspector label={t("adminUnanswered.panel")} title={wordsOf(question)} onClose={onClose}>
      <div className={styles.panel}>
        <div className={styles.facts}>
          <p>
            {trend === null
              ? t("adminUnanswered.sentBy", { count: people })
              : t("adminUnanswered.askedBy", { count: people, kinds: kinds.map((kind) => t(`adminUnanswered.kind.${kind}`)).join(", ") })}
          </p>
          {wording === null && <p className="note">{t("adminUnanswered.inManyWordsText")}</p>}
          <Trend trend={trend} />
        </div>
        <Mark question={question} />
        <div className="actions">
          <ButtonLink
            to="/search"
            search={{ q: searchOf(question) }}
            size="xs"
            variant="default"
            leftSection={<Icon of={IconSearch} size={14} />}
          >
            {t("adminUnanswered.search")}
          </ButtonLink>
          <Button size="xs" variant="default" leftSection={<Icon of={IconListCheck} size={14} />} onClick={() => setTesting(true)}>
            {t("adminUnanswered.test")}
          </Button>
        </div>
        <p className="note">{t("adminUnanswered.searchNote")}</p>
        {shared.length > 0 && <Shared shared={shared} />}
      </div>
      {isTesting && <TestQuestionDialog question={searchOf(question)} onClose={() => setTesting(false)} />}
    </Inspector>
  );
}

function Mark({ question: { id, state } }: { readonly question: UnansweredQuestion }): ReactNode {
  const { t } = useTranslation();
  const { mutate, error } = useMutation(markMutation);
  return (
    <div className={styles.facts}>
      <h3 id="unanswered-state">{t("adminUnanswered.stateLabel")}</h3>
      <SegmentedControl
        aria-labelledby="unanswered-state"
        value={state}
        data={STATES.map((each) => ({ value: each, label: t(`adminUnanswered.state.${each}`) }))}
        onChange={(value) => mutate({ id, state: value })}
      />
      <p className="note">{t("adminUnanswered.stateNote")}</p>
      {error !== null && <FormError error={error} />}
    </div>
  );
}

const REASONS = ["wrong", "incomplete", "outdated", "not_relevant", "other"] as const;

function Shared({ shared }: Pick<UnansweredQuestion, "shared">): ReactNode {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="unanswered-shared">
      <h3 id="unanswered-shared">{t("adminUnanswered.sharedTitle")}</h3>
      <ul>
        {shared.map(({ question, reason, comment, sharedAt }) => {
          const known = REASONS.find((each) => each === reason);
          return (
            <li key={`${sharedAt} ${question}`} className={styles.shared}>
              <p dir="auto">{question}</p>
              {comment !== null && <p dir="auto">{t("adminUnanswered.comment", { comment })}</p>}
              <small>{[...(known === undefined ? [] : [t(`chat.reason.${known}`)]), formatDay(sharedAt)].join(", ")}</small>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
