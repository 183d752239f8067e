import { Checkbox, NumberInput, PasswordInput, Select, Textarea, TextInput } from "@mantine/core";
import type { TFunction } from "i18next";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { PickChoices } from "./choices.tsx";
import { KeyField } from "./key-field.tsx";
import type { Field } from "./read-schema.ts";

interface Props {
  readonly field: Field;
  /** Dotted, within the settings; null where nothing can be picked for it. */
  readonly setting: string | null;
  readonly value: unknown;
  readonly fault: string | null;
  readonly onChange: (value: unknown) => void;
}

/** One setting, drawn by what it holds. */
export function SettingsField({ field, setting, value, fault, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const { kind, title, description, isRequired } = field;
  const common = { label: title, description, error: fault, required: isRequired };
  switch (kind.type) {
    case "boolean":
      return (
        <Checkbox
          label={title}
          description={description}
          error={fault}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "number":
      return <NumberField {...common} kind={kind} value={value} onChange={onChange} />;
    case "choice":
      return (
        <Select
          {...common}
          maw={320}
          allowDeselect={!isRequired && field.initial === undefined}
          data={kind.choices.map((choice) => ({ value: choice.key, label: nameChoice(t, choice.value) }))}
          value={kind.choices.find((choice) => choice.value === value)?.key ?? null}
          onChange={(key) => onChange(kind.choices.find((choice) => choice.key === key)?.value)}
        />
      );
    case "list":
      return <ListField {...common} setting={field.hasChoices ? setting : null} value={value} onChange={onChange} />;
    case "secret":
      return (
        <PasswordInput
          {...common}
          autoComplete="off"
          visibilityToggleButtonProps={{ "aria-label": t("auth.showPassword") }}
          value={typeof value === "string" ? value : ""}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "text":
      return (
        <TextInput
          {...common}
          autoComplete="off"
          spellCheck={false}
          value={typeof value === "string" ? value : ""}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "longSecret":
      return <KeyField {...common} value={value} onChange={onChange} />;
    case "json":
      return <JsonField {...common} value={value} onChange={onChange} />;
    case "group":
      // Drawn by SettingsFields, which knows the faults inside.
      return null;
  }
}

interface NumberProps extends TextProps {
  readonly kind: Extract<Field["kind"], { readonly type: "number" }>;
}

function NumberField({ kind, value, onChange, ...common }: NumberProps): ReactNode {
  return (
    <NumberInput
      {...common}
      {...(kind.min !== undefined && { min: kind.min })}
      {...(kind.max !== undefined && { max: kind.max })}
      allowDecimal={!kind.isWhole}
      hideControls
      // The words above it may take the whole width.
      styles={{ wrapper: { maxWidth: 160 } }}
      value={typeof value === "number" ? value : ""}
      onChange={(next) => onChange(typeof next === "number" ? next : undefined)}
    />
  );
}

function nameChoice(t: TFunction, value: unknown): string {
  if (value === false) return t("sources.settings.no");
  return value === true ? t("sources.settings.yes") : String(value);
}

export interface TextProps {
  readonly label: string;
  readonly description: string | null;
  readonly error: string | null;
  readonly required: boolean;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** One entry a line: long lists are pasted. */
function ListField({ setting, value, onChange, ...common }: TextProps & Pick<Props, "setting">): ReactNode {
  const { t } = useTranslation();
  const given = Array.isArray(value) ? value.map(String) : [];
  const [text, setText] = useState(given.join("\n"));
  return (
    <div>
      <Textarea
        {...common}
        description={[common.description, t("sources.settings.onePerLine")].filter((part) => part !== null).join(" ")}
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          const lines = event.currentTarget.value.split("\n").map((line) => line.trim());
          onChange(lines.filter((line) => line !== ""));
        }}
      />
      {setting !== null && (
        <PickChoices
          setting={setting}
          label={common.label}
          chosen={given}
          onChange={(chosen) => {
            setText(chosen.join("\n"));
            onChange(chosen);
          }}
        />
      )}
    </div>
  );
}

function JsonField({ value, onChange, error, ...common }: TextProps): ReactNode {
  const { t } = useTranslation();
  const [text, setText] = useState(value === undefined ? "" : JSON.stringify(value, null, 2));
  const [isBroken, setBroken] = useState(false);
  const change = (next: string): void => {
    setText(next);
    try {
      onChange(next.trim() === "" ? undefined : JSON.parse(next));
      setBroken(false);
    } catch {
      // Half typed: the last value that could be read stays.
      setBroken(true);
    }
  };
  return (
    <Textarea
      {...common}
      error={isBroken ? t("sources.settings.notJson") : error}
      autosize
      minRows={3}
      spellCheck={false}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
