import { Button } from "@mantine/core";
import type { HealthItem } from "@smartypants/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { Status } from "../../ui/status.tsx";
import { toast } from "../../ui/toast.ts";
import { ConfirmDialog } from "../../ui/dialog.tsx";
import { Loaded } from "../admin/loaded.tsx";
import { formatAgo } from "../sources/when.ts";
import styles from "./health.module.css";
import { checksQuery, deepCheckMutation, rebuildMutation } from "./queries.ts";

const RANKS = { failed: 0, warning: 1, ok: 2 } as const;

/** What must always be true of the stored data, the worst first. */
export function Checks(): ReactNode {
  const { t } = useTranslation();
  const query = useQuery(checksQuery);
  const deep = useMutation(deepCheckMutation);
  const { data: report, isFetching, refetch } = query;
  return (
    <>
      <div className={styles.checksHead}>
        {report !== undefined && (
          <span className="note">
            {t(report.isDeep ? "adminHealth.checks.deepAt" : "adminHealth.checks.at", {
              when: formatAgo(new Date(report.at).toISOString(), Date.now()),
            })}
          </span>
        )}
        <span className="grow" />
        <Button size="xs" variant="default" loading={isFetching} onClick={() => void refetch()}>
          {t("adminHealth.checks.again")}
        </Button>
        <Button size="xs" variant="default" loading={deep.isPending} onClick={() => deep.mutate()}>
          {t("adminHealth.checks.deep")}
        </Button>
      </div>
      {deep.error !== null && <FormError error={deep.error} />}
      <Loaded query={query} failed={t("adminHealth.checks.failed")} rows={5}>
        {({ items }) => (
          <ul>
            {items
              .toSorted((one, other) => RANKS[one.status] - RANKS[other.status])
              .map((item) => (
                <Check key={item.id} item={item} />
              ))}
          </ul>
        )}
      </Loaded>
    </>
  );
}

const SHAPES = { ok: ["ok", "ok"], warning: ["partial", "warning"], failed: ["failed", "broken"] } as const;
/** Those that building the indexes again puts right. */
const REBUILT: readonly string[] = ["text-index", "vector-index"];

function Check({ item: { id, status, title, detail, remedy } }: { readonly item: HealthItem }): ReactNode {
  const { t, i18n } = useTranslation();
  const [isAsked, setAsked] = useState(false);
  const [shape, word] = SHAPES[status];
  return (
    <li className={styles.check}>
      <Status kind={shape}>{t(`adminHealth.checks.${word}`)}</Status>
      <div lang="en">
        {title}
        <p>{detail}</p>
        {remedy !== null && (
          <p>
            <b lang={i18n.language}>{t("adminHealth.checks.remedy")}</b> {remedy}
          </p>
        )}
      </div>
      {status !== "ok" && id === "jobs" && <Link to="/admin/jobs">{t("adminHealth.jobs")}</Link>}
      {status !== "ok" && REBUILT.includes(id) && (
        <Button size="xs" variant="default" onClick={() => setAsked(true)}>
          {t("adminHealth.checks.rebuild")}
        </Button>
      )}
      {isAsked && (
        <ConfirmDialog
          title={t("adminHealth.checks.rebuildTitle")}
          text={t("adminHealth.checks.rebuildText")}
          label={t("adminHealth.checks.rebuild")}
          mutation={rebuildMutation}
          variables={undefined}
          isDangerous={false}
          onDone={() => toast(t("adminHealth.checks.rebuildDone"))}
          onClose={() => setAsked(false)}
        />
      )}
    </li>
  );
}
