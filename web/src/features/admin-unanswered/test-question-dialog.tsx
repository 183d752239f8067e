import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import type { TestSet } from "@smartypants/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogForm } from "../../ui/dialog.tsx";
import { toast } from "../../ui/toast.ts";
import { setsQuery } from "../evaluation/queries.ts";
import { testQuestionMutation } from "./queries.ts";

interface Props {
  readonly question: string;
  readonly onClose: () => void;
}

const A_NEW_ONE = "";

/** Puts a question into a set of test questions, so that it shows when it is answered and stays so. */
export function TestQuestionDialog({ question, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const { data: sets = [] } = useQuery(setsQuery);
  const [text, setText] = useState(question);
  const [chosen, setChosen] = useState<string | null>(null);
  const [name, setName] = useState("");
  const { mutate, isPending, error } = useMutation(testQuestionMutation);
  const id = chosen ?? sets[0]?.id ?? A_NEW_ONE;
  const isNew = id === A_NEW_ONE;
  const submit = (): void => {
    const set = isNew ? { name: name.trim() } : { id };
    const into = isNew ? name.trim() : (sets.find((each) => each.id === id)?.name ?? "");
    mutate(
      { question: text, set },
      {
        onSuccess: () => {
          onClose();
          toast(t("adminUnanswered.testDialog.added", { set: into }));
        },
      },
    );
  };
  return (
    <Dialog title={t("adminUnanswered.test")} onClose={onClose}>
      <DialogForm
        label={t("adminUnanswered.testDialog.add")}
        isPending={isPending}
        isDisabled={text.trim() === "" || (isNew && name.trim() === "")}
        error={error}
        onSubmit={submit}
        onCancel={onClose}
      >
        <Textarea
          label={t("evaluation.question.question")}
          required
          data-autofocus
          autosize
          minRows={2}
          maxLength={4000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <SetField sets={sets} id={id} name={name} onId={setChosen} onName={setName} />
        <p className="note">{t("adminUnanswered.testDialog.note")}</p>
      </DialogForm>
    </Dialog>
  );
}

interface SetProps {
  readonly sets: readonly Pick<TestSet, "id" | "name">[];
  readonly id: string;
  /** Of a new one. */
  readonly name: string;
  readonly onId: (id: string) => void;
  readonly onName: (name: string) => void;
}

function SetField({ sets, id, name, onId, onName }: SetProps): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <NativeSelect
        label={t("adminUnanswered.testDialog.set")}
        data={[
          ...sets.map((each) => ({ value: each.id, label: each.name })),
          { value: A_NEW_ONE, label: t("adminUnanswered.testDialog.newSet") },
        ]}
        value={id}
        onChange={(event) => onId(event.currentTarget.value)}
      />
      {id === A_NEW_ONE && (
        <TextInput
          label={t("adminUnanswered.testDialog.name")}
          required
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={(event) => onName(event.currentTarget.value)}
        />
      )}
    </>
  );
}
