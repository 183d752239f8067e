import type { QueryReading } from "@smartypants/client";
import { UnstyledButton } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import styles from "./reading.module.css";

interface Props {
  readonly reading: QueryReading;
  readonly onLiteral: () => void;
}

/** What was read into the words, and the way back to the words alone. */
export function Reading({ reading: { time, acronyms }, onLiteral }: Props): ReactNode {
  const { t } = useTranslation();
  if (time === null && acronyms.length === 0) return null;
  return (
    <div className={styles.line} role="status">
      {time !== null && <span>{t(time.use === "filter" ? "search.reading.only" : "search.reading.first", { time: time.text })}</span>}
      {acronyms.length > 0 && (
        <span>{t("search.reading.also", { words: acronyms.map(({ short, long }) => `${short} = ${long}`).join(", ") })}</span>
      )}
      <UnstyledButton className={styles.literal} onClick={onLiteral}>
        {t("search.reading.literal")}
        <Icon of={IconX} size={12} />
      </UnstyledButton>
    </div>
  );
}
