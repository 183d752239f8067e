import type { Connector } from "@smartypants/client";
import { IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../ui/icon.tsx";
import styles from "./steps.module.css";

const STEPS = ["prepare", "credential", "settings", "access", "test", "schedule"] as const;
export type Step = (typeof STEPS)[number];

/** The steps of a connector: one that signs in to nothing needs neither of the first two. */
export function stepsOf({ auth }: Pick<Connector, "auth">): readonly Step[] {
  return auth.some((way) => way !== "none") ? STEPS : STEPS.filter((step) => step !== "prepare" && step !== "credential");
}

interface Props {
  readonly connector: string;
  readonly steps: readonly Step[];
  readonly current: Step;
  /** What was chosen in each, in a few words. */
  readonly said: Readonly<Record<Step, string | undefined>>;
  readonly onStep: (step: Step) => void;
}

/** Where one is; steps that are done can be gone back to. */
export function Steps({ connector, steps, current, said, onStep }: Props): ReactNode {
  const { t } = useTranslation();
  const at = steps.indexOf(current);
  return (
    <section className={styles.steps} aria-label={t("sources.add.steps")}>
      <p className={styles.title}>{t("sources.add.connect", { connector })}</p>
      <ol>
        {steps.map((step, index) => (
          <li key={step} data-done={index < at || undefined} aria-current={index === at ? "step" : undefined}>
            <span className={styles.mark} aria-hidden="true">
              {index < at ? <Icon of={IconCheck} size={12} /> : index + 1}
            </span>
            <button type="button" disabled={index >= at} onClick={() => onStep(step)}>
              {t(`sources.add.step.${step}`)}
              {index < at && said[step] !== undefined && (
                <small className="cut" dir="auto">
                  {said[step]}
                </small>
              )}
            </button>
          </li>
        ))}
      </ol>
      <p className={`note ${styles.note}`}>{t("sources.add.nothingStored")}</p>
    </section>
  );
}
