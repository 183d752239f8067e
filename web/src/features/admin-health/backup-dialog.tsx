import { Button, PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconDownload } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatMoment } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Dialog, DialogForm } from "../../ui/dialog.tsx";
import { formatBytes } from "./format-bytes.ts";
import styles from "./health.module.css";
import { backupAddress, backupMutation } from "./queries.ts";

export function BackupDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const { mutate, data: made, error, isPending } = useMutation(backupMutation);
  return (
    <Dialog title={t("adminHealth.backup.title")} onClose={onClose}>
      {made === undefined ? (
        <DialogForm
          label={t("adminHealth.backup.make")}
          isPending={isPending}
          error={error}
          onSubmit={() => mutate(password)}
          onCancel={onClose}
        >
          <p>{t("adminHealth.backup.text")}</p>
          <p>{t("adminHealth.backup.keys")}</p>
          <PasswordInput
            label={t("adminHealth.backup.password")}
            description={t("adminHealth.backup.passwordHint")}
            autoComplete="current-password"
            data-autofocus
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <p className="note">{t("adminHealth.backup.large")}</p>
        </DialogForm>
      ) : (
        <div className={styles.dialog}>
          <p role="status">
            {t("adminHealth.backup.ready", { name: made.name, size: formatBytes(made.sizeBytes), until: formatMoment(made.expiresAt) })}
          </p>
          <p>{t("adminHealth.backup.keys")}</p>
          <div className="actions">
            <Button
              component="a"
              href={backupAddress(made.id)}
              download={made.name}
              leftSection={<Icon of={IconDownload} />}
              data-autofocus
            >
              {t("adminHealth.backup.download")}
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
