import { NativeSelect } from "@mantine/core";
import type { User } from "@smartypants/client";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

const ROLES = ["viewer", "member", "editor", "admin"] as const;
type Role = User["role"];

interface Props {
  readonly value: Role;
  readonly isDisabled?: boolean;
  readonly onChange: (role: Role) => void;
}

/** The four roles, with what the chosen one may do. */
export function RoleField({ value, isDisabled = false, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={t("adminPeople.detail.role")}
      description={t(`adminPeople.roleHint.${value}`)}
      inputWrapperOrder={["label", "input", "description"]}
      value={value}
      disabled={isDisabled}
      data={ROLES.map((role) => ({ value: role, label: t(`admin.role.${role}`) }))}
      onChange={(event) => onChange(ROLES.find((role) => role === event.currentTarget.value) ?? value)}
    />
  );
}
