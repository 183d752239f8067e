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
  readonly onChange: (values: Settings) => void;
}

/** A connector's settings: what must be given first, the rest folded away. */
export function SettingsFields({ fields, values, error, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const faults = isApiError(error) ? error.fields : [];
  const faultOf = (name: string): string | null =>
    faults.find(({ path }) => path === `settings.${name}` || path.startsWith(`settings.${name}.`))?.message ?? null;
  const draw = (field: Field): ReactNode => (
    <SettingsField
      key={field.name}
      field={field}
      value={values[field.name]}
      fault={faultOf(field.name)}
      onChange={(value) => onChange({ ...values, [field.name]: value })}
    />
  );
  const first = fields.filter((field) => field.isRequired);
  const rest = fields.filter((field) => !field.isRequired);
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
