import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../ui/icon.tsx";
import styles from "./add-page.module.css";
import type { Step } from "./steps.tsx";

interface HeadProps {
  readonly step: Step;
  readonly isBusy: boolean;
  readonly onAgain: () => void;
}

export function Head({ step, isBusy, onAgain }: HeadProps): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.stepHead}>
      <h1>{t(`sources.add.heading.${step}`)}</h1>
      {step === "test" && (
        <Button variant="default" leftSection={<Icon of={IconRefresh} />} loading={isBusy} onClick={onAgain}>
          {t("sources.check.again")}
        </Button>
      )}
    </div>
  );
}

interface FootProps {
  readonly isLast: boolean;
  readonly isBusy: boolean;
  readonly isStopped: boolean;
  readonly onBack: () => void;
}

export function Foot({ isLast, isBusy, isStopped, onBack }: FootProps): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.foot}>
      <Button variant="default" onClick={onBack}>
        {t("sources.add.back")}
      </Button>
      <span className="grow" />
      <Button type="submit" loading={isBusy} disabled={isStopped}>
        {t(isLast ? "sources.add.finish" : "sources.add.next")}
      </Button>
    </div>
  );
}
