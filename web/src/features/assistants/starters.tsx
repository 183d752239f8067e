import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../../ui/states.tsx";
import { IconRobot } from "@tabler/icons-react";
import { assistantsQuery } from "./queries.ts";
import styles from "./starters.module.css";

interface Props {
  readonly assistant: string;
  readonly onAsk: (question: string) => void;
  /** Where the assistant is not to be had. */
  readonly otherwise: ReactNode;
}

/** An empty chat with an assistant: who it is, and what one may begin with. */
export function Starters({ assistant, onAsk, otherwise }: Props): ReactNode {
  const { t } = useTranslation();
  const { data } = useQuery(assistantsQuery);
  const found = data?.find(({ id, enabled }) => id === assistant && enabled);
  if (found === undefined) return data === undefined ? null : otherwise;
  const { name, description, starters } = found.content;
  return (
    <div className={styles.welcome}>
      <Empty icon={IconRobot} title={name}>
        {description}
      </Empty>
      {starters.length > 0 && (
        <ul aria-label={t("askAs.starters")}>
          {starters.map((starter) => (
            <li key={starter}>
              <button type="button" onClick={() => onAsk(starter)} dir="auto">
                {starter}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
