import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouteContext, useRouter } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { toast } from "../../ui/toast.ts";
import { sessionQuery } from "../auth/queries.ts";
import styles from "./account-page.module.css";
import { renameMeMutation } from "./queries.ts";

const MAX_LENGTH = 120;

export function NameForm(): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const queryClient = useQueryClient();
  const router = useRouter();
  const [name, setName] = useState(me.name);
  const { mutate, isPending, error } = useMutation(renameMeMutation);
  return (
    <section aria-labelledby="account-name">
      <h2 id="account-name">{t("account.name")}</h2>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          mutate(name.trim(), {
            onSuccess: (changed) => {
              queryClient.setQueryData(sessionQuery.queryKey, (known) => ({ ...known, setupNeeded: false, me: changed }));
              void router.invalidate();
              toast(t("account.saved"));
            },
          });
        }}
      >
        <TextInput
          label={t("auth.name")}
          autoComplete="name"
          required
          maxLength={MAX_LENGTH}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {error !== null && <FormError error={error} />}
        <div className="actions">
          <Button type="submit" variant="default" loading={isPending} disabled={name.trim() === me.name}>
            {t("ui.save")}
          </Button>
        </div>
      </form>
    </section>
  );
}
