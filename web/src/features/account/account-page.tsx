import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/page.tsx";
import { useTitle } from "../../ui/use-title.ts";
import { useSignOut } from "../auth/use-session.ts";
import styles from "./account-page.module.css";
import { ApiKeys } from "./api-keys.tsx";
import { LinkedAccounts } from "./linked-accounts.tsx";
import { NameForm } from "./name-form.tsx";
import { PasswordForm } from "./password-form.tsx";
import { linkedAccountsQuery } from "./queries.ts";
import { Sessions } from "./sessions.tsx";
import { ShortcutsPart } from "./shortcuts-part.tsx";
import { YourData } from "./your-data.tsx";

export function AccountPage(): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const signOut = useSignOut();
  // Until it is known, the form is what most people have.
  const hasPassword = useQuery(linkedAccountsQuery).data?.needsPassword ?? true;
  useTitle(t("account.title"));
  return (
    <Page
      title={t("account.title")}
      facts={[me.email, t(`account.role.${me.role}`), ...me.groups.map(({ name }) => name)].join(", ")}
      actions={
        <Button variant="default" onClick={signOut}>
          {t("shell.signOut")}
        </Button>
      }
    >
      <div className={styles.sections}>
        <NameForm />
        {hasPassword ? <PasswordForm /> : <NoPassword />}
        <LinkedAccounts />
        <Sessions />
        <ApiKeys />
        <ShortcutsPart />
        <YourData />
      </div>
    </Page>
  );
}

function NoPassword(): ReactNode {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="account-password">
      <h2 id="account-password">{t("auth.password")}</h2>
      <p className={styles.explanation}>{t("account.noPassword")}</p>
    </section>
  );
}
