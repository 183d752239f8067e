import { ActionIcon } from "@mantine/core";
import type { Message } from "@smartypants/client";
import { IconChevronLeft, IconChevronRight, type Icon as IconShape } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useContext } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { ThreadContext } from "./thread-context.ts";
import styles from "./versions.module.css";

interface Props {
  readonly message: Message;
  readonly versions: readonly Message[];
  readonly label: string;
}

/** `2 / 3`: steps through the messages that stand beside one another, with its buttons or with the arrow keys on one of them. */
export function Versions({ message, versions, label }: Props): ReactNode {
  const { t } = useTranslation();
  const { show } = useContext(ThreadContext);
  if (versions.length < 2) return null;
  const at = versions.findIndex(({ id }) => id === message.id);
  const step = (by: number): void => {
    const next = versions[at + by];
    if (next !== undefined) show(next.id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    step(by);
  };
  return (
    <div role="group" aria-label={label} className={styles.versions} onKeyDown={onKeyDown}>
      <Step icon={IconChevronLeft} label={t("chat.previousVersion")} isEnd={at <= 0} onClick={() => step(-1)} />
      <span className="num">{t("chat.versionOf", { number: at + 1, total: versions.length })}</span>
      <Step icon={IconChevronRight} label={t("chat.nextVersion")} isEnd={at >= versions.length - 1} onClick={() => step(1)} />
    </div>
  );
}

interface StepProps {
  readonly icon: IconShape;
  readonly label: string;
  readonly isEnd: boolean;
  readonly onClick: () => void;
}

/** Never truly disabled: whoever steps to the end by keyboard would lose the focus there. */
function Step({ icon, label, isEnd, onClick }: StepProps): ReactNode {
  return (
    <ActionIcon size={24} aria-label={label} aria-disabled={isEnd} data-end={isEnd || undefined} onClick={onClick}>
      <Icon of={icon} size={14} />
    </ActionIcon>
  );
}
