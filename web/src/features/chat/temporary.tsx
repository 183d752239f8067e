import { IconClockX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Empty } from "../../ui/states.tsx";
import styles from "./temporary.module.css";

/** Stands over a temporary chat as long as it is open. */
export function TemporaryNote(): ReactNode {
  const { t } = useTranslation();
  return (
    <p className={styles.note}>
      <Icon of={IconClockX} />
      <span>{t("chat.temporary.note")}</span>
    </p>
  );
}

/** Where there is no such chat: deleted, somebody else's, or a temporary one that was left. */
export function TemporaryOver(): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.over}>
      <Empty
        icon={IconClockX}
        title={t("chat.noChat")}
        actions={
          <ButtonLink to="/chat" size="xs" variant="default">
            {t("chat.newChat")}
          </ButtonLink>
        }
      >
        {t("chat.noChatText")}
      </Empty>
    </div>
  );
}
