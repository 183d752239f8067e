import { IconCheck } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import type { LiveAnswer } from "./live-answer.ts";
import styles from "./phases.module.css";

const TICK_MS = 1000;

/** Searching, reading, writing: what is done, what goes on, and for how long. */
export function Phases({ phases }: Pick<LiveAnswer, "phases">): ReactNode {
  const { t } = useTranslation();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <ol className={styles.phases} aria-label={t("chat.progress")}>
      {phases.map(({ phase, again, at }, index) => {
        const next = phases[index + 1];
        const seconds = Math.max(0, (next?.at ?? now) - at) / 1000;
        const shown = next === undefined ? formatNumber(Math.floor(seconds)) : formatNumber(seconds, 1);
        return (
          <li key={`${phase} ${at}`} data-now={next === undefined || undefined}>
            {next === undefined ? <span className={styles.dot} /> : <Icon of={IconCheck} size={14} />}
            {again === null ? t(`chat.phase.${phase}`) : t(`chat.phaseAgain.${again}`)}
            <span className="num" aria-hidden="true">
              {t("chat.seconds", { seconds: shown })}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
