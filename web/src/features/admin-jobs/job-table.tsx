import { Button } from "@mantine/core";
import type { Job } from "@smartypants/client";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { FormError } from "../../ui/form-error.tsx";
import { formatMoment, formatNumber } from "../../ui/format.ts";
import { Status, type StatusKind } from "../../ui/status.tsx";
import { useNow } from "../sources/use-now.ts";
import { formatAgo } from "../sources/when.ts";
import styles from "./jobs.module.css";
import { cancelMutation, retryMutation } from "./queries.ts";
import type { adminJobsEn } from "./strings.en.ts";

interface Props {
  readonly jobs: readonly Job[];
  readonly onMore: (() => void) | undefined;
  readonly isLoadingMore: boolean;
}

const KINDS: Readonly<Record<Job["state"], StatusKind>> = {
  running: "running",
  waiting: "waiting",
  failed: "failed",
  quarantined: "failed",
  cancelled: "paused",
};

const TICK_MS = 10_000;

export function JobTable({ jobs, onMore, isLoadingMore }: Props): ReactNode {
  const { t } = useTranslation();
  const retry = useMutation(retryMutation);
  const cancel = useMutation(cancelMutation);
  const now = useNow(TICK_MS);
  const nameOf = useTaskName();
  const refused = retry.error ?? cancel.error;
  const columns: readonly Column<Job>[] = [
    { id: "task", label: t("adminJobs.column.task"), phone: "first", cell: (job) => <JobName job={job} name={nameOf(job.task)} /> },
    {
      id: "state",
      label: t("adminJobs.column.state"),
      phone: "state",
      cell: ({ state }) => <Status kind={KINDS[state]}>{t(`adminJobs.state.${state}`)}</Status>,
    },
    { id: "why", label: t("adminJobs.column.why"), cell: (job) => <Why job={job} /> },
    {
      id: "tries",
      label: t("adminJobs.column.tries"),
      isNumber: true,
      phone: "hidden",
      cell: ({ attempts, maxAttempts }) => t("adminJobs.tries", { attempts: formatNumber(attempts), most: formatNumber(maxAttempts) }),
    },
    { id: "when", label: t("adminJobs.column.when"), cell: (job) => <When job={job} now={now} /> },
    {
      id: "actions",
      label: t("admin.actions"),
      isLabelHidden: true,
      isNumber: true,
      phone: "end",
      cell: (job) => <JobButton job={job} task={nameOf(job.task)} {...(mayStop(job) ? cancel : retry)} />,
    },
  ];
  return (
    <>
      {refused !== null && <FormError error={refused} />}
      <DataTable
        label={t("adminJobs.title")}
        columns={columns}
        rows={jobs}
        rowKey={(each) => each.id}
        onMore={onMore}
        isLoadingMore={isLoadingMore}
      />
    </>
  );
}

type KnownTask = keyof (typeof adminJobsEn)["task"];

/** In words; the code of a task that has none, as a plugin may bring. */
function useTaskName(): (task: string) => string {
  const { t, i18n } = useTranslation();
  return (task) => (i18n.exists(`adminJobs.task.${task}`) ? t(`adminJobs.task.${task as KnownTask}`) : task);
}

function JobName({ job: { id, key }, name }: { readonly job: Job; readonly name: string }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <div className={styles.name}>{name}</div>
      <code className={styles.id}>{key ?? id}</code>{" "}
      <Link to="/admin/logs" search={{ by: "job", id }} className={styles.log} aria-label={t("adminJobs.logFor", { task: name })}>
        {t("adminJobs.log")}
      </Link>
    </>
  );
}

function Why({ job: { lastError, crashes } }: { readonly job: Job }): ReactNode {
  const { t } = useTranslation();
  if (lastError === null && crashes === 0) return null;
  return (
    <span className={styles.why}>
      {crashes > 0 && `${t("adminJobs.crashes", { count: crashes })}. `}
      {lastError}
    </span>
  );
}

function When({ job: { state, runAt, createdAt, finishedAt }, now }: { readonly job: Job; readonly now: number }): ReactNode {
  const { t } = useTranslation();
  const isDue = state === "waiting" && Date.parse(runAt) > now;
  const at = finishedAt ?? (isDue ? runAt : createdAt);
  const word = finishedAt !== null ? "ended" : isDue ? "due" : "made";
  return (
    <time dateTime={at} title={formatMoment(at)}>
      {t(`adminJobs.${word}`, { when: isDue ? formatMoment(at) : formatAgo(at, now) })}
    </time>
  );
}

function mayStop({ state }: Job): boolean {
  return state === "waiting" || state === "running";
}

interface ButtonProps {
  readonly job: Job;
  readonly task: string;
  readonly mutate: (id: string) => void;
  readonly isPending: boolean;
  readonly variables: string | undefined;
}

function JobButton({ job, task, mutate, isPending, variables }: ButtonProps): ReactNode {
  const { t } = useTranslation();
  const verb = mayStop(job) ? "cancel" : "retry";
  return (
    <Button
      size="xs"
      variant="default"
      loading={isPending && variables === job.id}
      aria-label={t(`adminJobs.${verb}For`, { task })}
      onClick={() => mutate(job.id)}
    >
      {t(`adminJobs.${verb}`)}
    </Button>
  );
}
