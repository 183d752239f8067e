import { Button } from "@mantine/core";
import type { Source } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatMoment } from "../../ui/format.ts";
import { LoadingRows } from "../../ui/states.tsx";
import accessStyles from "./access/access.module.css";
import { DeleteDialog } from "./delete-dialog.tsx";
import { connectorsQuery } from "./queries.ts";
import { SettingsForm } from "./settings-form.tsx";
import styles from "./settings-tab.module.css";

/** Name, schedule and the connector's own settings; and the end of the source. */
export function SettingsTab({ source }: { readonly source: Source }): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [isDeleting, setDeleting] = useState(false);
  const { data: connectors } = useQuery(connectorsQuery);
  if (connectors === undefined) return <LoadingRows />;
  return (
    <div className={accessStyles.tab}>
      <div className={accessStyles.column}>
        <SettingsForm source={source} connector={connectors.find(({ id }) => id === source.connector) ?? null} />
        <section className={styles.end} aria-labelledby="end">
          <h2 id="end">{t("sources.delete.section")}</h2>
          <p>{t("sources.delete.sectionText", { date: formatMoment(source.createdAt) })}</p>
          <Button variant="default" c="var(--sp-bad)" disabled={source.state === "deleting"} onClick={() => setDeleting(true)}>
            {t("sources.delete.menu")}
          </Button>
        </section>
      </div>
      {isDeleting && (
        <DeleteDialog source={source} onClose={() => setDeleting(false)} onDeleted={() => void navigate({ to: "/sources" })} />
      )}
    </div>
  );
}
