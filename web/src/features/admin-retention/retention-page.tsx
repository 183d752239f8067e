import { Button } from "@mantine/core";
import type { Retention } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { IconTrash } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ConfirmDialog } from "../../ui/dialog.tsx";
import { formatMoment } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Status } from "../../ui/status.tsx";
import { AdminPage, AdminSection } from "../admin/admin-page.tsx";
import { Loaded } from "../admin/loaded.tsx";
import { CountList } from "./count-list.tsx";
import { PolicyForm } from "./policy-form.tsx";
import { retentionQuery, sweepMutation } from "./queries.ts";
import styles from "./retention.module.css";

export function RetentionPage(): ReactNode {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const query = useQuery(retentionQuery);
  const isRunning = query.data?.isRunning ?? true;
  return (
    <AdminPage
      title={t("adminRetention.title")}
      facts={query.data !== undefined && t("adminRetention.facts", { when: formatMoment(query.data.nextAt) })}
      actions={
        <Button variant="default" leftSection={<Icon of={IconTrash} />} disabled={isRunning} onClick={() => setAsking(true)}>
          {t("adminRetention.now")}
        </Button>
      }
    >
      <Loaded query={query} failed={t("adminRetention.failed")}>
        {(retention) => (
          <>
            <PolicyForm key={JSON.stringify(retention.policy)} retention={retention} />
            <LastSweep retention={retention} />
            <ByItself />
          </>
        )}
      </Loaded>
      {isAsking && (
        <ConfirmDialog
          title={t("adminRetention.nowTitle")}
          text={t("adminRetention.nowText")}
          label={t("adminRetention.now")}
          mutation={sweepMutation}
          variables={null}
          onDone={() => void query.refetch()}
          onClose={() => setAsking(false)}
        />
      )}
    </AdminPage>
  );
}

function LastSweep({ retention: { lastRun, isRunning } }: { readonly retention: Retention }): ReactNode {
  const { t } = useTranslation();
  return (
    <AdminSection title={t("adminRetention.last.title")}>
      <div role="status" className={styles.last}>
        {lastRun === null ? (
          <p className="note">{isRunning ? t("adminRetention.last.waits") : t("adminRetention.last.never")}</p>
        ) : (
          <>
            <SweepState startedAt={lastRun.startedAt} isRunning={isRunning} isFinished={lastRun.finishedAt !== null} />
            <CountList counts={lastRun.counts} none={t("adminRetention.last.nothing")} />
          </>
        )}
      </div>
    </AdminSection>
  );
}

interface StateProps {
  readonly startedAt: string;
  readonly isRunning: boolean;
  readonly isFinished: boolean;
}

function SweepState({ startedAt, isRunning, isFinished }: StateProps): ReactNode {
  const { t } = useTranslation();
  const when = formatMoment(startedAt);
  if (isRunning) return <Status kind="running">{t("adminRetention.last.running", { when })}</Status>;
  if (!isFinished) return <Status kind="partial">{t("adminRetention.last.interrupted", { when })}</Status>;
  return <Status kind="ok">{t("adminRetention.last.done", { when })}</Status>;
}

const FIXED = ["temporary", "searches", "versions", "previews", "deliveries", "log", "jobs", "receipts"] as const;

/** What no administrator needs to think of. */
function ByItself(): ReactNode {
  const { t } = useTranslation();
  return (
    <AdminSection title={t("adminRetention.fixed.title")} note={t("adminRetention.fixed.note")}>
      <dl className={styles.fixed}>
        {FIXED.map((each) => (
          <div key={each}>
            <dt>{t(`adminRetention.fixed.${each}`)}</dt>
            <dd>{t(`adminRetention.fixed.${each}Text`)}</dd>
          </div>
        ))}
      </dl>
    </AdminSection>
  );
}
