import { Button } from "@mantine/core";
import type { Evaluation } from "@smartypants/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconChartBar } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status, type StatusKind } from "../../ui/status.tsx";
import { Loaded, Nothing } from "../admin/loaded.tsx";
import { formatCost, formatShare, formatTime } from "./format-figures.ts";
import { cancelMutation, isUnderWay, runsQuery } from "./queries.ts";

/** The evaluations of a set with their figures; one that runs tells how far it is. */
export function RunList({ setId }: { readonly setId: string }): ReactNode {
  const { t } = useTranslation();
  const query = useQuery(runsQuery(setId));
  const columns = useColumns();
  return (
    <Loaded query={query} failed={t("evaluation.run.failed")}>
      {(runs) =>
        runs.length === 0 ? (
          <Nothing>
            <Empty icon={IconChartBar} title={t("evaluation.run.none")}>
              {t("evaluation.run.noneText")}
            </Empty>
          </Nothing>
        ) : (
          <DataTable label={t("evaluation.run.all")} columns={columns} rows={runs} rowKey={({ id }) => id} />
        )
      }
    </Loaded>
  );
}

const KINDS: Readonly<Record<Evaluation["state"], StatusKind>> = {
  queued: "waiting",
  running: "running",
  done: "ok",
  failed: "failed",
  cancelled: "paused",
};

export function RunState({ run }: { readonly run: Evaluation }): ReactNode {
  const { t } = useTranslation();
  const words = t(`evaluation.state.${run.state}`);
  return (
    <Status kind={KINDS[run.state]}>
      {isUnderWay(run) ? t("evaluation.run.progress", { state: words, done: run.done, total: run.total }) : words}
    </Status>
  );
}

function useColumns(): readonly Column<Evaluation>[] {
  const { t } = useTranslation();
  return [
    {
      id: "name",
      label: t("evaluation.run.name"),
      phone: "first",
      cell: ({ id, setId, name }) => (
        <Link to="/assistants/evaluation/$setId/$evaluationId" params={{ setId, evaluationId: id }} dir="auto">
          {name}
        </Link>
      ),
    },
    { id: "state", label: t("evaluation.run.state"), phone: "state", cell: (run) => <RunState run={run} /> },
    { id: "recall", label: t("evaluation.figure.recallAt5"), isNumber: true, cell: ({ metrics }) => formatShare(metrics?.recallAt5) },
    { id: "mrr", label: t("evaluation.figure.mrr"), isNumber: true, cell: ({ metrics }) => formatShare(metrics?.mrr) },
    {
      id: "refusal",
      label: t("evaluation.figure.refusalCorrect"),
      isNumber: true,
      cell: ({ metrics }) => formatShare(metrics?.refusalCorrect),
    },
    {
      id: "latency",
      label: t("evaluation.figure.latencyMedianMs"),
      isNumber: true,
      cell: ({ metrics }) => formatTime(metrics?.latencyMedianMs),
    },
    { id: "cost", label: t("evaluation.figure.costUsd"), isNumber: true, cell: ({ metrics }) => formatCost(metrics?.costUsd) },
    {
      id: "stop",
      label: t("evaluation.run.actions"),
      isLabelHidden: true,
      phone: "end",
      cell: (run) => (isUnderWay(run) ? <Stop id={run.id} name={run.name} /> : null),
    },
  ];
}

export function Stop({ id, name }: { readonly id: string; readonly name: string }): ReactNode {
  const { t } = useTranslation();
  const { mutate, isPending } = useMutation(cancelMutation);
  return (
    <Button size="xs" variant="default" loading={isPending} aria-label={t("evaluation.run.stopFor", { name })} onClick={() => mutate(id)}>
      {t("evaluation.run.stop")}
    </Button>
  );
}
