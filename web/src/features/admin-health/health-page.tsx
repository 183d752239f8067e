import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconDownload } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { AdminPage, AdminSection } from "../admin/admin-page.tsx";
import { Loaded } from "../admin/loaded.tsx";
import { useNow } from "../sources/use-now.ts";
import { BackupDialog } from "./backup-dialog.tsx";
import { Checks } from "./checks.tsx";
import { checksQuery, overviewQuery } from "./queries.ts";
import { SystemRows } from "./system-rows.tsx";
import { systemLines } from "./system-lines.ts";

const TICK_MS = 10_000;

export function HealthPage(): ReactNode {
  const { t } = useTranslation();
  const [isBackingUp, setBackingUp] = useState(false);
  const query = useQuery(overviewQuery);
  const now = useNow(TICK_MS);
  return (
    <AdminPage
      title={t("adminHealth.title")}
      facts={<Verdict now={now} />}
      actions={
        <Button leftSection={<Icon of={IconDownload} />} onClick={() => setBackingUp(true)}>
          {t("adminHealth.backup.now")}
        </Button>
      }
    >
      <h2>{t("adminHealth.system")}</h2>
      <Loaded query={query} failed={t("adminHealth.failed")} rows={6}>
        {(overview) => <SystemRows lines={systemLines(overview, now)} />}
      </Loaded>
      <AdminSection title={t("adminHealth.checks.title")}>
        <Checks />
      </AdminSection>
      {isBackingUp && <BackupDialog onClose={() => setBackingUp(false)} />}
    </AdminPage>
  );
}

/** How much of both lists is not as it should be. */
function Verdict({ now }: { readonly now: number }): ReactNode {
  const { t } = useTranslation();
  const { data: overview } = useQuery(overviewQuery);
  const { data: report } = useQuery(checksQuery);
  if (overview === undefined || report === undefined) return t("adminHealth.checking");
  const lines = systemLines(overview, now).filter(({ kind }) => kind === "partial" || kind === "failed").length;
  // Room and failed jobs are in both lists.
  const checks = report.items.filter(({ id, status }) => status !== "ok" && id !== "disk" && id !== "jobs").length;
  const count = lines + checks;
  return count === 0 ? t("adminHealth.fine") : t("adminHealth.needs", { count });
}
