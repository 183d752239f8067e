import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./providers.module.css";
import { methodsQuery } from "./queries.ts";
import { authEn } from "./strings.en.ts";

type Problem = keyof typeof authEn.problem;

interface Props {
  readonly problem: string;
  /** Its id. */
  readonly provider?: string | undefined;
}

/** Why a way back from a provider led nowhere, and what to do. */
export function ProviderProblem({ problem, provider }: Props): ReactNode {
  const { t } = useTranslation();
  const { data } = useQuery(methodsQuery);
  // What stands in the address may be anybody's words: only what we know is shown.
  const name = data?.providers.find(({ id }) => id === provider)?.name ?? t("auth.theProvider");
  const known: Problem = Object.hasOwn(authEn.problem, problem) ? (problem as Problem) : "other";
  return (
    <p role="alert" className={styles.problem}>
      {t(`auth.problem.${known}`, { provider: name })}
    </p>
  );
}
