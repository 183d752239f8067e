import { ActionIcon, Button } from "@mantine/core";
import type { TestQuestion, TestQuestionInput, TestSetWithQuestions } from "@smartypants/client";
import { useMutation } from "@tanstack/react-query";
import { IconListCheck, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { FormError } from "../../ui/form-error.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { Nothing } from "../admin/loaded.tsx";
import styles from "./evaluation.module.css";
import { saveQuestionsMutation } from "./queries.ts";
import { QuestionDialog } from "./question-dialog.tsx";

function toInput({ question, documents, expectRefusal, phrase }: TestQuestion): TestQuestionInput {
  return { question, documents: [...documents], expectRefusal, phrase };
}

/** The questions of a set with what a right answer holds. */
export function QuestionList({ set }: { readonly set: TestSetWithQuestions }): ReactNode {
  const { t } = useTranslation();
  /** The place that is edited; the end for a new one. */
  const [open, setOpen] = useState<number | null>(null);
  const { mutate, isPending, error } = useMutation(saveQuestionsMutation);
  const inputs = set.questions.map(toInput);
  const save = (questions: TestQuestionInput[], done?: () => void): void =>
    mutate({ id: set.id, questions }, done === undefined ? {} : { onSuccess: done });
  const columns = useColumns({ onEdit: setOpen, onRemove: (at) => save(inputs.toSpliced(at, 1)) });
  const rows = set.questions.map((question, at) => ({ ...question, at }));
  return (
    <>
      {error !== null && open === null && <FormError error={error} />}
      {rows.length === 0 ? (
        <Nothing>
          <Empty icon={IconListCheck} title={t("evaluation.question.none")}>
            {t("evaluation.question.noneText")}
          </Empty>
        </Nothing>
      ) : (
        <DataTable label={t("evaluation.set.questions")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      )}
      <div className={styles.add}>
        <Button size="xs" variant="default" leftSection={<Icon of={IconPlus} size={14} />} onClick={() => setOpen(rows.length)}>
          {t("evaluation.question.add")}
        </Button>
      </div>
      {open !== null && (
        <QuestionDialog
          question={inputs[open] ?? null}
          isPending={isPending}
          error={error}
          onSave={(question) => save(open < inputs.length ? inputs.with(open, question) : [...inputs, question], () => setOpen(null))}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

type Row = TestQuestion & { readonly at: number };

function useColumns({
  onEdit,
  onRemove,
}: {
  readonly onEdit: (at: number) => void;
  readonly onRemove: (at: number) => void;
}): readonly Column<Row>[] {
  const { t } = useTranslation();
  return [
    {
      id: "question",
      label: t("evaluation.question.question"),
      phone: "first",
      cell: ({ question }) => <span dir="auto">{question}</span>,
    },
    {
      id: "expected",
      label: t("evaluation.question.expected"),
      cell: ({ documents, expectRefusal }) =>
        expectRefusal ? t("evaluation.question.refusal") : <span dir="auto">{documents.join(", ") || "–"}</span>,
    },
    { id: "phrase", label: t("evaluation.question.phrase"), cell: ({ phrase }) => <span dir="auto">{phrase ?? "–"}</span> },
    {
      id: "actions",
      label: t("evaluation.question.actions"),
      isLabelHidden: true,
      phone: "end",
      cell: ({ at }) => (
        <div className={styles.rowActions}>
          <ActionIcon size={32} aria-label={t("evaluation.question.edit", { number: at + 1 })} onClick={() => onEdit(at)}>
            <Icon of={IconPencil} />
          </ActionIcon>
          <ActionIcon size={32} aria-label={t("evaluation.question.remove", { number: at + 1 })} onClick={() => onRemove(at)}>
            <Icon of={IconTrash} />
          </ActionIcon>
        </div>
      ),
    },
  ];
}
