import { Button } from "@mantine/core";
import type { SignInProbe } from "@smartypants/client";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { Status, type StatusKind } from "../../ui/status.tsx";
import { testMutation } from "./queries.ts";
import styles from "./sign-in.module.css";

const KINDS: Readonly<Record<SignInProbe["outcome"], StatusKind>> = { ok: "ok", failed: "failed", unknown: "partial", skipped: "waiting" };

/** Tries what can be tried without a person, and says of each thing how it went. */
export function TestProvider({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation();
  const { mutate, data, error, isPending } = useMutation(testMutation);
  return (
    <section aria-label={t("adminSignIn.test.title")}>
      <h3>{t("adminSignIn.test.title")}</h3>
      <Button size="xs" variant="default" loading={isPending} onClick={() => mutate(id)}>
        {t("adminSignIn.test.run")}
      </Button>
      {error !== null && <FormError error={error} />}
      <div role="status">
        <ul className={styles.probes} aria-label={t("adminSignIn.test.results")}>
          {!isPending &&
            data?.probes.map(({ name, outcome, message }) => (
              <li key={name}>
                <Status kind={KINDS[outcome]}>
                  {t(`adminSignIn.test.name.${name}`)}: {t(`adminSignIn.test.outcome.${outcome}`)}
                </Status>
                <p>{message}</p>
              </li>
            ))}
        </ul>
      </div>
    </section>
  );
}
