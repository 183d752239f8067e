import { Button } from "@mantine/core";
import type { SignInMethods } from "@smartypants/client";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import styles from "./providers.module.css";
import { providerMutation } from "./queries.ts";

interface Props {
  readonly providers: SignInMethods["providers"];
  /** Where the person wanted to go. */
  readonly returnTo: string;
}

/** One button for each provider; each leads to its page and back. */
export function ProviderButtons({ providers, returnTo }: Props): ReactNode {
  const { t } = useTranslation();
  const { mutate, isPending, isSuccess, variables, error } = useMutation(providerMutation);
  return (
    <div className={styles.list}>
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          size="md"
          variant="default"
          loading={(isPending || isSuccess) && variables.providerId === id}
          onClick={() => mutate({ providerId: id, returnTo })}
        >
          {t("auth.continueWith", { provider: name })}
        </Button>
      ))}
      {error !== null && <FormError error={error} />}
    </div>
  );
}
