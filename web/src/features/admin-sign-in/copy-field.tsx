import { ActionIcon, TextInput } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "../../ui/clipboard.ts";
import { Icon } from "../../ui/icon.tsx";

interface Props {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
}

/** Something that has to be entered elsewhere, character by character. */
export function CopyField({ label, description, value }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <TextInput
      label={label}
      {...(description !== undefined && { description })}
      readOnly
      value={value}
      onFocus={(event) => event.currentTarget.select()}
      rightSection={
        <ActionIcon aria-label={t("adminSignIn.copyNamed", { name: label })} onClick={() => void copyText(value)}>
          <Icon of={IconCopy} size={14} />
        </ActionIcon>
      }
    />
  );
}
