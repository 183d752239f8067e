import { Checkbox, TagsInput, Textarea, TextInput } from "@mantine/core";
import type { TestQuestionInput } from "@smartypants/client";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogForm } from "../../ui/dialog.tsx";

interface Props {
  /** Null: a new one. */
  readonly question: TestQuestionInput | null;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onSave: (question: TestQuestionInput) => void;
  readonly onClose: () => void;
}

export function QuestionDialog({ question, isPending, error, onSave, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const [text, setText] = useState(question?.question ?? "");
  const [documents, setDocuments] = useState<readonly string[]>(question?.documents ?? []);
  const [expectRefusal, setRefusal] = useState(question?.expectRefusal ?? false);
  const [phrase, setPhrase] = useState(question?.phrase ?? "");
  const submit = (): void =>
    onSave({
      question: text,
      expectRefusal,
      documents: expectRefusal ? [] : [...documents],
      phrase: expectRefusal || phrase.trim() === "" ? null : phrase,
    });
  return (
    <Dialog title={t(question === null ? "evaluation.question.add" : "evaluation.question.title")} size={560} onClose={onClose}>
      <DialogForm
        label={t("ui.save")}
        isPending={isPending}
        isDisabled={text.trim() === ""}
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
        <Checkbox
          label={t("evaluation.question.expectRefusal")}
          checked={expectRefusal}
          onChange={(event) => setRefusal(event.currentTarget.checked)}
        />
        {!expectRefusal && (
          <>
            <TagsInput
              label={t("evaluation.question.documents")}
              description={t("evaluation.question.documentsHint")}
              maxTags={20}
              value={[...documents]}
              onChange={setDocuments}
            />
            <TextInput
              label={t("evaluation.question.phrase")}
              description={t("evaluation.question.phraseHint")}
              maxLength={500}
              value={phrase}
              onChange={(event) => setPhrase(event.currentTarget.value)}
            />
          </>
        )}
      </DialogForm>
    </Dialog>
  );
}
