import { Button } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "../../ui/clipboard.ts";
import { Icon } from "../../ui/icon.tsx";
import styles from "./secret-box.module.css";

interface Props {
  readonly label: string;
  readonly secret: string;
  /** For whom it is and how long it holds. */
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** A key or a link that is shown this once. */
export function SecretBox({ label, secret, children, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.box}>
      <p>{children}</p>
      <code className={styles.secret} aria-label={label} tabIndex={0}>
        {secret}
      </code>
      <div className="actions">
        <Button leftSection={<Icon of={IconCopy} size={14} />} data-autofocus onClick={() => void copyText(secret)}>
          {t("admin.copy")}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t("admin.done")}
        </Button>
      </div>
      <p className="note">{t("admin.shownOnce")}</p>
    </div>
  );
}
