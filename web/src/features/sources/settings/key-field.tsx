import { Button, FileButton, Textarea } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../ui/icon.tsx";
import type { TextProps } from "./settings-field.tsx";
import styles from "./settings.module.css";

/** A key file: pasted, dropped onto the field, or chosen. */
export function KeyField({ value, onChange, ...common }: TextProps): ReactNode {
  const { t } = useTranslation();
  const take = (file: File | null | undefined): void => void file?.text().then(onChange);
  return (
    <div>
      <Textarea
        {...common}
        description={[common.description, t("sources.settings.dropFile")].filter((part) => part !== null).join(" ")}
        autosize
        minRows={3}
        maxRows={6}
        spellCheck={false}
        autoComplete="off"
        value={typeof value === "string" ? value : ""}
        onChange={(event) => onChange(event.currentTarget.value)}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          take(event.dataTransfer.files[0]);
        }}
      />
      <FileButton accept="application/json,.json" onChange={take}>
        {(props) => (
          <Button {...props} className={styles.pick} size="compact-sm" variant="subtle" leftSection={<Icon of={IconUpload} size={14} />}>
            {t("sources.settings.chooseFile")}
          </Button>
        )}
      </FileButton>
    </div>
  );
}
