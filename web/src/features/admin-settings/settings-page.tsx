import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { AdminPage, AdminSection } from "../admin/admin-page.tsx";
import { Loaded } from "../admin/loaded.tsx";
import { settingsQuery } from "./queries.ts";
import { SettingsForm } from "./settings-form.tsx";
import { StartSettings } from "./start-settings.tsx";

export function SettingsPage(): ReactNode {
  const { t } = useTranslation();
  const query = useQuery(settingsQuery);
  return (
    <AdminPage title={t("adminSettings.title")} facts={t("adminSettings.facts")}>
      <Loaded query={query} failed={t("adminSettings.failed")} rows={8}>
        {(settings) => <SettingsForm settings={settings} />}
      </Loaded>
      <AdminSection title={t("adminSettings.atStart")} note={t("adminSettings.atStartNote")}>
        <StartSettings />
      </AdminSection>
    </AdminPage>
  );
}
