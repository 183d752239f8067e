import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { isApiError } from "../../../app/api.ts";
import type { Field, Settings } from "./read-schema.ts";
import { SettingsField } from "./settings-field.tsx";
import styles from "./settings.module.css";

interface Props {
  readonly fields: readonly Field[];
  readonly values: Settings;
  /** What the server refused; its words stand beside the fields they are about. */
  readonly error: unknown;
  /** Where the fields are in what is sent: `settings`, `settings.channels`, `credential`. */
  readonly path?: string;
  readonly onChange: (values: Settings) => void;
}

/** A connector's settings: what must be given first, the rest folded away. */
export function SettingsFields({ fields, values, error, path = "settings", onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const faults = isApiError(error) ? error.fields : [];
  const faultOf = (name: string): string | null =>
    faults.find((fault) => fault.path === `${path}.${name}` || fault.path.startsWith(`${path}.${name}.`))?.message ?? null;
  const change = (name: string, value: unknown): void => onChange({ ...values, [name]: value });
  const draw = (field: Field): ReactNode => {
    const value = values[field.name];
    if (field.kind.type !== "group") {
      return (
        <SettingsField
          key={field.name}
          field={field}
          setting={settingOf(path, field.name)}
          value={value}
          fault={faultOf(field.name)}
          onChange={(next) => change(field.name, next)}
        />
      );
    }
    return (
      <details key={field.name} className={styles.group} open={faultOf(field.name) !== null || undefined}>
        <summary>{field.title}</summary>
        {field.description !== null && <p className="note">{field.description}</p>}
        <SettingsFields
          fields={field.kind.fields}
          values={(value ?? {}) as Settings}
          error={error}
          path={`${path}.${field.name}`}
          onChange={(next) => change(field.name, next)}
        />
      </details>
    );
  };
  const isPart = path.includes(".");
  const first = isPart ? fields : fields.filter((field) => field.isRequired);
  const rest = isPart ? [] : fields.filter((field) => !field.isRequired);
  const hasFaultInRest = rest.some(({ name }) => faultOf(name) !== null);
  return (
    <div className={styles.fields}>
      {first.map(draw)}
      {rest.length > 0 && (
        <details open={first.length === 0 || hasFaultInRest || undefined} className={styles.rest}>
          <summary>{t("sources.settings.more", { count: rest.length })}</summary>
          <div className={styles.fields}>{rest.map(draw)}</div>
        </details>
      )}
    </div>
  );
}

/** The path below the settings; null for what is no setting, or an address of the source itself. */
function settingOf(path: string, name: string): string | null {
  const isAdvanced = path === "settings.advanced";
  if (isAdvanced || (path !== "settings" && !path.startsWith("settings."))) return null;
  return [...path.split(".").slice(1), name].join(".");
}
