import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { NewPasswordInput } from "../auth/new-password-input.tsx";
import { useEnter } from "../auth/use-session.ts";
import { setupMutation } from "./queries.ts";
import styles from "./setup-page.module.css";

/** There is no default password: the printed link's token says that this is the person who started the server. */
export function AdministratorStep({ token }: { readonly token: string }): ReactNode {
  const { t } = useTranslation();
  const enter = useEnter();
  const { mutate, isPending, error } = useMutation(setupMutation);
  const form = useForm({ mode: "uncontrolled", initialValues: { token, name: "", email: "", password: "" } });
  return (
    <form className={styles.form} onSubmit={form.onSubmit((values) => mutate(values, { onSuccess: enter }))}>
      {token === "" && (
        <TextInput
          label={t("setup.token")}
          description={t("setup.tokenHelp")}
          required
          autoComplete="off"
          {...form.getInputProps("token")}
        />
      )}
      <TextInput label={t("auth.name")} autoComplete="name" required {...form.getInputProps("name")} />
      <TextInput label={t("auth.email")} type="email" autoComplete="username" required {...form.getInputProps("email")} />
      <NewPasswordInput label={t("auth.password")} {...form.getInputProps("password")} />
      {error !== null && <FormError error={error} />}
      <div className="actions">
        <Button type="submit" loading={isPending}>
          {t("setup.administrator.create")}
        </Button>
      </div>
    </form>
  );
}
