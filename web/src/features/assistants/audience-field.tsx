import { Radio } from "@mantine/core";
import type { Audience } from "@smartypants/client";
import { useRouteContext } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../app/navigation.ts";
import { PrincipalsField } from "../directory/principals-field.tsx";
import styles from "./assistants.module.css";

interface Props {
  readonly value: Audience;
  readonly onChange: (audience: Audience) => void;
}

const CHOICES = ["private", "restricted", "everyone"] as const;

/** Who may use it; members keep what they make to themselves. */
export function AudienceField({ value, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  if (!hasRole(me.role, "editor")) return <p className="note">{t("assistants.audience.onlyYou")}</p>;
  const { visibility, allow = [] } = value;
  return (
    <div className={styles.audience}>
      <Radio.Group
        label={t("assistants.audience.label")}
        value={visibility}
        onChange={(next) => {
          const chosen = CHOICES.find((each) => each === next);
          if (chosen !== undefined) onChange({ visibility: chosen, allow: chosen === "restricted" ? [...allow] : [] });
        }}
      >
        {CHOICES.map((choice) => (
          <Radio key={choice} value={choice} label={t(`assistants.audience.choice.${choice}`)} />
        ))}
      </Radio.Group>
      {visibility === "restricted" && (
        <PrincipalsField
          label={t("assistants.audience.who")}
          allow={allow}
          onChange={(next) => onChange({ visibility: "restricted", allow: [...next] })}
        />
      )}
    </div>
  );
}
