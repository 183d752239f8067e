import { NativeSelect, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Toolbar } from "../admin/admin-page.tsx";
import { BELONGS, fromLocalField, LEVELS, type LogsState, readLogsState, toLocalField } from "./logs-state.ts";

interface Props {
  readonly state: LogsState;
  readonly onChange: (state: LogsState) => void;
}

/** Each narrows further; what is empty is left out of the address. */
export function LogFilters({ state, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const change = (part: { readonly [Name in keyof LogsState]?: string | undefined }): void =>
    onChange(readLogsState({ ...state, ...part }));
  return (
    <Toolbar>
      <NativeSelect
        w={150}
        label={t("adminLogs.filter.level")}
        value={state.level ?? ""}
        data={[
          { value: "", label: t("adminLogs.filter.all") },
          ...LEVELS.slice(1).map((each) => ({ value: each, label: t(`adminLogs.least.${each}`) })),
        ]}
        onChange={(event) => change({ level: event.currentTarget.value })}
      />
      <Typed label={t("adminLogs.filter.text")} width={160} value={state.text ?? ""} onDone={(text) => change({ text })} />
      <When label={t("adminLogs.filter.from")} value={state.from} onDone={(from) => change({ from })} />
      <When label={t("adminLogs.filter.to")} value={state.to} onDone={(to) => change({ to })} />
      <NativeSelect
        w={110}
        label={t("adminLogs.filter.by")}
        value={state.by ?? ""}
        data={[
          { value: "", label: t("adminLogs.filter.anything") },
          ...BELONGS.map((each) => ({ value: each, label: t(`adminLogs.by.${each}`) })),
        ]}
        onChange={(event) => change({ by: event.currentTarget.value, id: undefined })}
      />
      {state.by !== undefined && (
        <Typed label={t("adminLogs.filter.id")} width={260} value={state.id ?? ""} onDone={(id) => change({ id })} />
      )}
    </Toolbar>
  );
}

interface TypedProps {
  readonly label: string;
  readonly width: number;
  readonly value: string;
  readonly onDone: (value: string) => void;
}

/** Acts when it is left or Enter is pressed, not at every letter. */
function Typed({ label, width, value, onDone }: TypedProps): ReactNode {
  const done = (text: string): void => {
    if (text.trim() !== value) onDone(text.trim());
  };
  return (
    <TextInput
      label={label}
      w={width}
      key={value}
      defaultValue={value}
      maxLength={200}
      onBlur={(event) => done(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") done(event.currentTarget.value);
      }}
    />
  );
}

interface WhenProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onDone: (iso: string | undefined) => void;
}

function When({ label, value, onDone }: WhenProps): ReactNode {
  return (
    <TextInput
      type="datetime-local"
      w={172}
      label={label}
      value={toLocalField(value)}
      onChange={(event) => onDone(fromLocalField(event.currentTarget.value))}
    />
  );
}
