import { Button, NativeSelect, Textarea } from "@mantine/core";
import type { TestQuestion, TrialConfiguration } from "@smartypants/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { trialMutation } from "../assistants/queries.ts";
import { SectionFrame } from "../assistants/section-frame.tsx";
import { TrialAnswer } from "../assistants/trial-answer.tsx";
import { ConfigurationFields } from "./configuration-fields.tsx";
import { EditorsOnly } from "./editors-only.tsx";
import styles from "./evaluation.module.css";
import { setQuery, setsQuery } from "./queries.ts";

export function PlaygroundPage(): ReactNode {
  return (
    <EditorsOnly>
      <Playground />
    </EditorsOnly>
  );
}

/** One question, answered in two ways side by side. */
function Playground(): ReactNode {
  const { t } = useTranslation();
  const [question, setQuestion] = useState("");
  const [expected, setExpected] = useState<TestQuestion | null>(null);
  /** Counted, so that the same question can be asked once more. */
  const [asked, setAsked] = useState<{ readonly text: string; readonly round: number } | null>(null);
  const ask = (): void => setAsked({ text: question.trim(), round: (asked?.round ?? 0) + 1 });
  return (
    <SectionFrame title={t("evaluation.playground.title")} facts={t("evaluation.playground.facts")}>
      <form
        className={styles.asking}
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <SavedQuestions
          onChosen={(chosen) => {
            setQuestion(chosen.question);
            setExpected(chosen);
          }}
        />
        <Textarea
          label={t("evaluation.playground.question")}
          autosize
          minRows={2}
          maxLength={4000}
          value={question}
          onChange={(event) => {
            setQuestion(event.currentTarget.value);
            setExpected(null);
          }}
        />
        {expected !== null && <Expected question={expected} />}
        <div className="actions">
          <Button type="submit" disabled={question.trim() === ""}>
            {t("evaluation.playground.ask")}
          </Button>
        </div>
      </form>
      <div className={styles.sides}>
        <Side name={t("evaluation.playground.left")} asked={asked} />
        <Side name={t("evaluation.playground.right")} asked={asked} />
      </div>
    </SectionFrame>
  );
}

function Expected({ question: { documents, expectRefusal, phrase } }: { readonly question: TestQuestion }): ReactNode {
  const { t } = useTranslation();
  const parts = expectRefusal ? [t("evaluation.question.refusal")] : [...documents, ...(phrase === null ? [] : [`“${phrase}”`])];
  return (
    <p className="note" dir="auto">
      {t("evaluation.result.expected")}: {parts.join(", ")}
    </p>
  );
}

function SavedQuestions({ onChosen }: { readonly onChosen: (question: TestQuestion) => void }): ReactNode {
  const { t } = useTranslation();
  const { data: sets = [] } = useQuery(setsQuery);
  const [setId, setSet] = useState("");
  const { data: set } = useQuery({ ...setQuery(setId), enabled: setId !== "" });
  if (sets.length === 0) return null;
  return (
    <div className={styles.saved}>
      <NativeSelect
        label={t("evaluation.playground.set")}
        data={[{ value: "", label: t("evaluation.playground.noSet") }, ...sets.map(({ id, name }) => ({ value: id, label: name }))]}
        value={setId}
        onChange={(event) => setSet(event.currentTarget.value)}
      />
      {set !== undefined && (
        <NativeSelect
          className="grow"
          label={t("evaluation.playground.saved")}
          data={[
            { value: "", label: t("evaluation.playground.choose") },
            ...set.questions.map(({ id, question }) => ({ value: id, label: question })),
          ]}
          onChange={(event) => {
            const chosen = set.questions.find(({ id }) => id === event.currentTarget.value);
            if (chosen !== undefined) onChosen(chosen);
          }}
        />
      )}
    </div>
  );
}

interface SideProps {
  readonly name: string;
  readonly asked: { readonly text: string; readonly round: number } | null;
}

function Side({ name, asked }: SideProps): ReactNode {
  const [configuration, setConfiguration] = useState<TrialConfiguration>({});
  return (
    <section className={styles.side} aria-label={name}>
      <h2>{name}</h2>
      <ConfigurationFields value={configuration} onChange={setConfiguration} />
      {asked !== null && <SideAnswer key={asked.round} question={asked.text} configuration={configuration} />}
    </section>
  );
}

/** Asks once, when it appears: another configuration is asked with the next round. */
function SideAnswer({ question, configuration }: { readonly question: string; readonly configuration: TrialConfiguration }): ReactNode {
  const { t } = useTranslation();
  const [isAsked, setAsked] = useState(false);
  const { mutate, data, error, isPending } = useMutation(trialMutation);
  if (!isAsked) {
    setAsked(true);
    queueMicrotask(() => mutate({ question, configuration }));
  }
  if (error !== null) return <FormError error={error} />;
  if (data === undefined) return <p className="note">{isPending ? t("evaluation.playground.asking") : ""}</p>;
  return <TrialAnswer runId={data.runId} />;
}
