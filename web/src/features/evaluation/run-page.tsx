import { Button, NativeSelect } from "@mantine/core";
import type { EvaluationDetail } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { IconChevronLeft, IconDownload, IconTrash } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatMoment } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Page } from "../../ui/page.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { toast } from "../../ui/toast.ts";
import { useTitle } from "../../ui/use-title.ts";
import { ConfirmDialog } from "../../ui/dialog.tsx";
import { Loaded } from "../admin/loaded.tsx";
import { ConfigurationText } from "./configuration-text.tsx";
import { EditorsOnly } from "./editors-only.tsx";
import styles from "./evaluation.module.css";
import { FigureTable } from "./figure-table.tsx";
import { deleteRunMutation, fetchResults, isUnderWay, runQuery, runsQuery } from "./queries.ts";
import { ResultTable } from "./result-table.tsx";
import { RunState, Stop } from "./run-list.tsx";

const route = getRouteApi("/shell/assistants/evaluation/$setId/$evaluationId");

export function RunPage(): ReactNode {
  const { t } = useTranslation();
  const { evaluationId } = route.useParams();
  const query = useQuery(runQuery(evaluationId));
  return (
    <EditorsOnly>
      <Loaded query={query} failed={t("evaluation.run.oneFailed")}>
        {(run) => <Run run={run} />}
      </Loaded>
    </EditorsOnly>
  );
}

function Run({ run }: { readonly run: EvaluationDetail }): ReactNode {
  const { t } = useTranslation();
  const { with: otherId, question } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: other } = useQuery({ ...runQuery(otherId ?? ""), enabled: otherId !== undefined });
  useTitle(run.name);
  const back = (
    <Link to="/assistants/evaluation/$setId" params={{ setId: run.setId }} className={styles.back}>
      <Icon of={IconChevronLeft} size={14} />
      {t("evaluation.set.questions")}
    </Link>
  );
  const facts = (
    <>
      <RunState run={run} />
      <span>{formatMoment(run.createdAt)}</span>
      {run.actingEmail !== null && <span>{t("evaluation.run.ranAs", { email: run.actingEmail })}</span>}
    </>
  );
  return (
    <Page title={run.name} back={back} facts={facts} actions={<Actions run={run} />}>
      {run.error !== null && (
        <p role="alert" className={styles.error}>
          {run.error.message}
        </p>
      )}
      <Compare run={run} otherId={otherId} />
      <div className={styles.configurations}>
        <ConfigurationText run={run} />
        {other !== undefined && <ConfigurationText run={other} />}
      </div>
      {run.metrics !== null && <FigureTable run={run} other={other ?? null} />}
      <ResultTable
        run={run}
        other={other ?? null}
        open={question}
        onOpen={(position) =>
          void navigate({
            search: { ...(otherId !== undefined && { with: otherId }), ...(position !== undefined && { question: position }) },
            replace: true,
          })
        }
      />
    </Page>
  );
}

function Compare({ run, otherId }: { readonly run: EvaluationDetail; readonly otherId: string | undefined }): ReactNode {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const { data: runs = [] } = useQuery(runsQuery(run.setId));
  const others = runs.filter(({ id, metrics }) => id !== run.id && metrics !== null);
  if (others.length === 0) return null;
  return (
    <NativeSelect
      className={styles.compare ?? ""}
      label={t("evaluation.run.compare")}
      data={[
        { value: "", label: t("evaluation.run.compareNone") },
        ...others.map(({ id, name, createdAt }) => ({ value: id, label: `${name} (${formatMoment(createdAt)})` })),
      ]}
      value={otherId ?? ""}
      onChange={(event) => void navigate({ search: event.currentTarget.value === "" ? {} : { with: event.currentTarget.value } })}
    />
  );
}

function Actions({ run }: { readonly run: EvaluationDetail }): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [isAsked, setAsked] = useState(false);
  if (isUnderWay(run)) return <Stop id={run.id} name={run.name} />;
  const save = (): void => {
    fetchResults(run.id)
      .then((content) => saveFile(`${run.name}.csv`, content, "text/csv"))
      .catch(() => toast(t("evaluation.notExported")));
  };
  return (
    <>
      <Button variant="default" leftSection={<Icon of={IconTrash} size={14} />} c="var(--sp-bad)" onClick={() => setAsked(true)}>
        {t("evaluation.run.delete")}
      </Button>
      <Button variant="default" leftSection={<Icon of={IconDownload} size={14} />} onClick={save}>
        {t("evaluation.exportCsv")}
      </Button>
      {isAsked && (
        <ConfirmDialog
          title={t("evaluation.run.deleteTitle", { name: run.name })}
          text={t("evaluation.run.deleteText")}
          label={t("evaluation.run.delete")}
          mutation={deleteRunMutation}
          variables={run.id}
          onDone={() => void navigate({ to: "/assistants/evaluation/$setId", params: { setId: run.setId } })}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}
