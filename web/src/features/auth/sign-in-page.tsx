import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LoadingRows } from "../../ui/states.tsx";
import { useTitle } from "../../ui/use-title.ts";
import { Gate } from "./gate.tsx";
import styles from "./gate.module.css";
import { PasswordSignIn } from "./password-sign-in.tsx";
import { ProviderButtons } from "./provider-buttons.tsx";
import { ProviderProblem } from "./provider-problem.tsx";
import providerStyles from "./providers.module.css";
import { methodsQuery } from "./queries.ts";

const route = getRouteApi("/sign-in");

export function SignInPage(): ReactNode {
  const { t } = useTranslation();
  const { next = "/", problem, provider } = route.useSearch();
  useTitle(t("auth.signIn"));
  return (
    <Gate>
      <h1>{t("auth.signIn")}</h1>
      <p className={styles.lead}>{t("auth.signInLead")}</p>
      {problem !== undefined && <ProviderProblem problem={problem} provider={provider} />}
      <Methods next={next} />
    </Gate>
  );
}

function Methods({ next }: { readonly next: string }): ReactNode {
  const { t } = useTranslation();
  const { data, error } = useQuery(methodsQuery);
  // Without an answer the password is worth a try.
  if (error !== null) return <PasswordSignIn next={next} />;
  if (data === undefined) return <LoadingRows rows={2} />;
  const { passwords, providers } = data;
  if (!passwords && providers.length === 0) return <p role="alert">{t("auth.noMethods")}</p>;
  return (
    <>
      {providers.length > 0 && <ProviderButtons providers={providers} returnTo={next} />}
      {passwords && providers.length > 0 && <p className={providerStyles.or}>{t("auth.orPassword")}</p>}
      {passwords && <PasswordSignIn next={next} />}
    </>
  );
}
