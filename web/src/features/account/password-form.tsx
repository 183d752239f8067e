import { Button, PasswordInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { NewPasswordInput } from "../auth/new-password-input.tsx";
import { toast } from "../../ui/toast.ts";
import styles from "./account-page.module.css";
import { passwordMutation, sessionsQuery } from "./queries.ts";

export function PasswordForm(): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const queryClient = useQueryClient();
  const { mutate, isPending, error } = useMutation(passwordMutation);
  const form = useForm({ mode: "uncontrolled", initialValues: { currentPassword: "", newPassword: "" } });
  return (
    <section aria-labelledby="account-password">
      <h2 id="account-password">{t("auth.password")}</h2>
      <p className={styles.explanation}>{t("account.passwordText")}</p>
      <form
        className={styles.form}
        onSubmit={form.onSubmit((values) =>
          mutate(values, {
            onSuccess: () => {
              form.reset();
              void queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
              toast(t("account.passwordChanged"));
            },
          }),
        )}
      >
        <input type="email" autoComplete="username" value={me.email} readOnly hidden />
        <PasswordInput
          label={t("account.currentPassword")}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ "aria-label": t("auth.showPassword") }}
          key={form.key("currentPassword")}
          {...form.getInputProps("currentPassword")}
        />
        <NewPasswordInput label={t("auth.newPasswordField")} key={form.key("newPassword")} {...form.getInputProps("newPassword")} />
        {error !== null && <FormError error={error} />}
        <div className="actions">
          <Button type="submit" variant="default" loading={isPending}>
            {t("account.changePassword")}
          </Button>
        </div>
      </form>
    </section>
  );
}
