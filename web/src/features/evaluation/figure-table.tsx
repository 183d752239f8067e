import type { Evaluation, EvaluationMetrics } from "@smartypants/client";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { formatNumber } from "../../ui/format.ts";
import { formatCost, formatShare, formatTime } from "./format-figures.ts";

const FIGURES = [
  "recallAt1",
  "recallAt5",
  "recallAt10",
  "mrr",
  "ndcgAt10",
  "citationPrecision",
  "citedExpected",
  "phraseFound",
  "refusalCorrect",
  "wronglyRefused",
  "wronglyAnswered",
  "failed",
  "latencyMedianMs",
  "latencyP95Ms",
  "tokens",
  "costUsd",
] as const;

type Figure = (typeof FIGURES)[number];

interface Props {
  readonly run: Evaluation;
  /** Null: it is compared with nothing. */
  readonly other: Evaluation | null;
}

/** The figures of a run, beside another's where one compares. */
export function FigureTable({ run, other }: Props): ReactNode {
  const { t } = useTranslation();
  const columns: readonly Column<Figure>[] = [
    { id: "figure", label: t("evaluation.figure.label"), phone: "first", cell: (figure) => t(`evaluation.figure.${figure}`) },
    { id: "run", label: run.name, isNumber: true, phone: "state", cell: (figure) => valueOf(run.metrics, figure) },
    ...(other === null
      ? []
      : [
          { id: "other", label: other.name, isNumber: true, cell: (figure: Figure) => valueOf(other.metrics, figure) },
          {
            id: "change",
            label: t("evaluation.figure.change"),
            isNumber: true,
            cell: (figure: Figure) => changeOf(run.metrics, other.metrics, figure),
          },
        ]),
    { id: "about", label: t("evaluation.figure.about"), cell: (figure) => <span className="note">{t(`evaluation.about.${figure}`)}</span> },
  ];
  return <DataTable label={t("evaluation.figure.all")} columns={columns} rows={FIGURES} rowKey={(figure) => figure} />;
}

function valueOf(metrics: EvaluationMetrics | null, figure: Figure): string {
  const value = metrics?.[figure];
  if (value === null || value === undefined) return formatShare(null);
  if (figure === "costUsd") return formatCost(value);
  if (figure === "latencyMedianMs" || figure === "latencyP95Ms") return formatTime(value);
  return isCount(figure) ? formatNumber(value) : formatShare(value);
}

function isCount(figure: Figure): boolean {
  return figure === "wronglyRefused" || figure === "wronglyAnswered" || figure === "failed" || figure === "tokens";
}

/** From the other run to this one, with its sign. */
function changeOf(run: EvaluationMetrics | null, other: EvaluationMetrics | null, figure: Figure): string {
  const [now, before] = [run?.[figure], other?.[figure]];
  if (now === null || now === undefined || before === null || before === undefined) return formatShare(null);
  const change = now - before;
  const digits = isCount(figure) || figure.startsWith("latency") ? 0 : figure === "costUsd" ? 4 : 3;
  const rounded = Number(change.toFixed(digits));
  return `${rounded > 0 ? "+" : rounded < 0 ? "−" : "±"}${formatNumber(Math.abs(rounded), digits)}`;
}
