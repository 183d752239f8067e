import { Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button-link.tsx";
import { AdminPage } from "../admin/admin-page.tsx";
import { BudgetsForm } from "./budgets-form.tsx";
import { ChatModels } from "./chat-models.tsx";
import { Credentials } from "./credentials.tsx";
import { Meaning } from "./meaning.tsx";
import styles from "./models.module.css";
import { MODEL_TABS } from "./models-state.ts";

const route = getRouteApi("/shell/admin/models");
const PARTS = { chat: ChatModels, meaning: Meaning, credentials: Credentials, budgets: BudgetsForm } as const;

export function ModelsPage(): ReactNode {
  const { t } = useTranslation();
  const { tab = "chat" } = route.useSearch();
  const navigate = route.useNavigate();
  const choose = (name: string | null): void => {
    const chosen = MODEL_TABS.find((each) => each === name);
    void navigate({ search: chosen === undefined || chosen === "chat" ? {} : { tab: chosen } });
  };
  return (
    <AdminPage
      title={t("adminModels.title")}
      facts={t("adminModels.facts")}
      actions={
        <ButtonLink to="/setup" search={{ step: "model" }} variant="default">
          {t("adminModels.found")}
        </ButtonLink>
      }
    >
      <Tabs value={tab} onChange={choose}>
        <Tabs.List className={styles.tabs} aria-label={t("adminModels.tabs.label")}>
          {MODEL_TABS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`adminModels.tabs.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {MODEL_TABS.map((each) => {
          const Part = PARTS[each];
          return (
            <Tabs.Panel key={each} value={each} pt={16}>
              <Part />
            </Tabs.Panel>
          );
        })}
      </Tabs>
    </AdminPage>
  );
}
