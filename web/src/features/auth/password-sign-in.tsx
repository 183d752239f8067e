import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import styles from "./gate.module.css";
import { signInMutation } from "./queries.ts";
import { useEnter } from "./use-session.ts";

export function PasswordSignIn({ next }: { readonly next: string }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const enter = useEnter();
  const { mutate, isPending, error } = useMutation(signInMutation);
  const form = useForm({ mode: "uncontrolled", initialValues: { email: "", password: "" } });
  return (
    <form
      className={styles.form}
      onSubmit={form.onSubmit((values) =>
        mutate(values, {
          onSuccess: (me) => {
            enter(me);
            router.history.push(next);
          },
        }),
      )}
    >
      <TextInput label={t("auth.email")} type="email" autoComplete="username" required {...form.getInputProps("email")} />
      <PasswordInput
        label={t("auth.password")}
        autoComplete="current-password"
        required
        visibilityToggleButtonProps={{ "aria-label": t("auth.showPassword") }}
        {...form.getInputProps("password")}
      />
      {error !== null && <FormError error={error} />}
      <Button type="submit" size="md" loading={isPending}>
        {t("auth.signIn")}
      </Button>
    </form>
  );
}
