import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "./icon.tsx";
import styles from "./inspector.module.css";

interface Props {
  readonly label: string;
  readonly title: string;
  /** Where it lies and since when: one line below the title. */
  readonly facts?: ReactNode;
  /** Stepping and actions. */
  readonly bar?: ReactNode;
  readonly foot?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A document beside the list or the answer it belongs to; a sheet from below on a phone. */
export function Inspector({ label, title, facts, bar, foot, onClose, children }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <section className={styles.inspector} aria-label={label}>
      <header className={styles.head}>
        <div className="grow">
          <h2 dir="auto">{title}</h2>
          {facts}
        </div>
        <ActionIcon aria-label={t("ui.close")} onClick={onClose}>
          <Icon of={IconX} />
        </ActionIcon>
      </header>
      {bar !== undefined && <div className={styles.bar}>{bar}</div>}
      {children}
      {foot !== undefined && <footer className={styles.foot}>{foot}</footer>}
    </section>
  );
}
