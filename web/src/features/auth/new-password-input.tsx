import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** Of the server's own rule. */
const MIN_LENGTH = 10;

/** A password that is chosen, with the rule for it. */
export function NewPasswordInput(props: Omit<PasswordInputProps, "autoComplete" | "description" | "minLength" | "required">): ReactNode {
  const { t } = useTranslation();
  return (
    <PasswordInput
      description={t("auth.passwordRule")}
      autoComplete="new-password"
      required
      minLength={MIN_LENGTH}
      visibilityToggleButtonProps={{ "aria-label": t("auth.showPassword") }}
      {...props}
    />
  );
}
