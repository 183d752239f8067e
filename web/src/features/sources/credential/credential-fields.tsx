import { Radio } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { initialSettings, type Settings, settingsToSend, type Way } from "../settings/read-schema.ts";
import { SettingsFields } from "../settings/settings-fields.tsx";
import styles from "./credential.module.css";

/** What is being entered; lives in the page alone until it is sent. */
export interface CredentialDraft {
  readonly way: number;
  readonly values: Settings;
  /** Stands for a credential that the server keeps sealed: from signing in, or renewed while it was tested. */
  readonly handle: string | null;
}

export function emptyCredential(ways: readonly Way[], way = 0): CredentialDraft {
  return { way, values: initialSettings(ways[way]?.fields ?? []), handle: null };
}

/** What goes along with a request. */
export function credentialToSend(
  ways: readonly Way[],
  draft: CredentialDraft,
): { credential?: Record<string, unknown>; credentialHandle?: string } {
  if (draft.handle !== null) return { credentialHandle: draft.handle };
  const way = ways[draft.way];
  return way === undefined ? {} : { credential: { ...way.tag, ...settingsToSend(way.fields, draft.values) } };
}

interface WaysProps {
  readonly ways: readonly Way[];
  readonly draft: CredentialDraft;
  readonly onChange: (draft: CredentialDraft) => void;
}

/** How the connector signs in, where there is more than one way. */
export function WayChoice({ ways, draft, onChange }: WaysProps): ReactNode {
  const { t } = useTranslation();
  if (ways.length < 2) return null;
  return (
    <Radio.Group
      label={t("sources.credential.way")}
      value={String(draft.way)}
      onChange={(value) => onChange(emptyCredential(ways, Number(value)))}
    >
      <div className={styles.ways}>
        {ways.map((way, index) => (
          <Radio key={way.title} value={String(index)} label={way.title} description={way.description} />
        ))}
      </div>
    </Radio.Group>
  );
}

interface FieldsProps extends WaysProps {
  readonly error: unknown;
}

export function CredentialFields({ ways, draft, error, onChange }: FieldsProps): ReactNode {
  const { t } = useTranslation();
  const way = ways[draft.way];
  if (way === undefined) return null;
  return (
    <>
      <SettingsFields
        // Another way has other fields: nothing typed for one stays in another.
        key={draft.way}
        fields={way.fields}
        values={draft.values}
        error={error}
        path="credential"
        onChange={(values) => onChange({ ...draft, values, handle: null })}
      />
      <p className="note">{t("sources.credential.sealed")}</p>
    </>
  );
}
