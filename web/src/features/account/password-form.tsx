import { Button, PasswordInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { toast } from "../../ui/toast.ts";
import styles from "./account-page.module.css";
import { passwordMutation, sessionsQuery } from "./queries.ts";

export function PasswordForm(): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const queryClient = useQueryClient();
  const { mutate, isPending, error } = useMutation(passwordMutation);
  const form = useForm({ mode: "uncontrolled", initialValues: { currentPassword: "", newPassword: "" } });
  const toggle = { "aria-label": t("auth.showPassword") };
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
          visibilityToggleButtonProps={toggle}
          key={form.key("currentPassword")}
          {...form.getInputProps("currentPassword")}
        />
        <PasswordInput
          label={t("auth.newPasswordField")}
          description={t("auth.passwordRule")}
          autoComplete="new-password"
          required
          minLength={10}
          visibilityToggleButtonProps={toggle}
          key={form.key("newPassword")}
          {...form.getInputProps("newPassword")}
        />
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
