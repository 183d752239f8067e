import { SegmentedControl } from "@mantine/core";
import type { EvaluationDetail, EvaluationResult } from "@smartypants/client";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import styles from "./evaluation.module.css";
import { formatTime } from "./format-figures.ts";
import { isRight, rankText } from "./judge-result.ts";
import { Judged } from "./judged.tsx";
import { ResultDialog } from "./result-dialog.tsx";

interface Props {
  readonly run: EvaluationDetail;
  readonly other: EvaluationDetail | null;
  /** Position of the question whose result is open. */
  readonly open: number | undefined;
  readonly onOpen: (position: number | undefined) => void;
}

const SHOWN = ["all", "wrong", "different"] as const;

/** A line for each question; beside another run those that differ can be shown alone. */
export function ResultTable({ run, other, open, onOpen }: Props): ReactNode {
  const { t } = useTranslation();
  const [shown, setShown] = useState<(typeof SHOWN)[number]>("all");
  const others = new Map((other?.results ?? []).map((result) => [result.question, result]));
  const choices = SHOWN.filter((choice) => choice !== "different" || other !== null);
  const rows = run.results.filter((result) => {
    if (shown === "wrong") return !isRight(result);
    const beside = others.get(result.question);
    return shown !== "different" || (beside !== undefined && isRight(beside) !== isRight(result));
  });
  const columns = useColumns(other === null ? null : others, other?.name ?? "", onOpen);
  const opened = run.results.find(({ position }) => position === open);
  return (
    <section className={styles.results} aria-label={t("evaluation.result.all")}>
      <div className={styles.resultHead}>
        <h2 className="grow">{t("evaluation.result.all")}</h2>
        <SegmentedControl
          aria-label={t("evaluation.result.show")}
          data={choices.map((value) => ({ value, label: t(`evaluation.result.shown.${value}`) }))}
          value={shown}
          onChange={(value) => setShown(SHOWN.find((choice) => choice === value) ?? "all")}
        />
      </div>
      {rows.length === 0 ? (
        <p className="note">{t("evaluation.result.none")}</p>
      ) : (
        <DataTable label={t("evaluation.result.all")} columns={columns} rows={rows} rowKey={({ position }) => String(position)} />
      )}
      {opened !== undefined && <ResultDialog result={opened} onClose={() => onOpen(undefined)} />}
    </section>
  );
}

function useColumns(
  others: ReadonlyMap<string, EvaluationResult> | null,
  otherName: string,
  onOpen: (position: number) => void,
): readonly Column<EvaluationResult>[] {
  const { t } = useTranslation();
  return [
    {
      id: "question",
      label: t("evaluation.question.question"),
      phone: "first",
      cell: ({ question, position }) => (
        <button type="button" className={styles.openResult} onClick={() => onOpen(position)} dir="auto">
          {question}
        </button>
      ),
    },
    { id: "judged", label: t("evaluation.result.answer"), phone: "state", cell: (result) => <Judged result={result} /> },
    ...(others === null
      ? []
      : [
          {
            id: "other",
            label: otherName,
            cell: ({ question }: EvaluationResult) => {
              const beside = others.get(question);
              return beside === undefined ? "–" : <Judged result={beside} />;
            },
          },
        ]),
    { id: "rank", label: t("evaluation.result.rank"), isNumber: true, cell: (result) => rankText(result) },
    { id: "citations", label: t("evaluation.result.citations"), isNumber: true, cell: ({ citations }) => citations },
    { id: "latency", label: t("evaluation.result.latency"), isNumber: true, cell: ({ latencyMs }) => formatTime(latencyMs) },
  ];
}
