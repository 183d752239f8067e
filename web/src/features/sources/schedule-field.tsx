import { Select, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { choiceOf, describeSchedule, patternOf, SCHEDULES } from "./schedule.ts";

interface Props {
  readonly schedule: string | null;
  readonly onChange: (schedule: string | null) => void;
}

/** A schedule in words; a pattern for those who want one. */
export function ScheduleField({ schedule, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const choice = choiceOf(schedule);
  const [isByHand, setByHand] = useState(choice === null);
  const value = isByHand ? "byHand" : (choice ?? "byHand");
  return (
    <>
      <Select
        label={t("sources.schedule.label")}
        description={t("sources.schedule.text")}
        allowDeselect={false}
        maw={320}
        data={[
          ...SCHEDULES.map((each) => ({
            value: each,
            label: each === choice ? describeSchedule(schedule) : t(`sources.schedule.${each}`),
          })),
          { value: "byHand", label: t("sources.schedule.byHand") },
        ]}
        value={value}
        onChange={(next) => {
          setByHand(next === "byHand");
          if (next !== null && next !== "byHand") onChange(patternOf(next));
        }}
      />
      {isByHand && (
        <TextInput
          label={t("sources.schedule.pattern")}
          description={t("sources.schedule.patternText")}
          maw={320}
          spellCheck={false}
          value={schedule ?? ""}
          onChange={(event) => onChange(event.currentTarget.value === "" ? null : event.currentTarget.value)}
        />
      )}
    </>
  );
}
