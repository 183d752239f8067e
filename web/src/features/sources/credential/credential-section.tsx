import { Button } from "@mantine/core";
import type { Connector, Source } from "@smartypants/client";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatMoment } from "../../../ui/format.ts";
import { readWays } from "../settings/read-schema.ts";
import styles from "./credential.module.css";
import { keepWay } from "../add/kept-draft.ts";
import { type CredentialDraft, credentialToSend, emptyCredential } from "./credential-fields.tsx";
import { CredentialForm } from "./credential-form.tsx";

interface Props {
  readonly source: Source;
  readonly connector: Connector;
  /** Null: the stored one stays. */
  readonly draft: CredentialDraft | null;
  readonly error: unknown;
  /** As the settings stand in the form. */
  readonly settings: Record<string, unknown>;
  readonly onChange: (draft: CredentialDraft | null) => void;
}

/** What is known of the stored credential, and a form for another; the stored one itself is never shown. */
export function CredentialSection({ source, connector, draft, error, settings, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  if (connector.credentialSchema === null) return null;
  const ways = readWays(connector.credentialSchema);
  return (
    <fieldset className={styles.section}>
      <legend>{t("sources.credential.title")}</legend>
      <Stored source={source} />
      {draft !== null && (
        <CredentialForm
          connector={connector}
          ways={ways}
          draft={draft}
          error={error}
          given={{ connector: connector.id, settings, ...credentialToSend(ways, draft) }}
          returnTo={`/sources/${source.id}?tab=settings`}
          onChange={onChange}
          onLeave={() => keepWay(draft.way)}
        />
      )}
      <div className="actions">
        <Button variant="default" onClick={() => onChange(draft === null ? emptyCredential(ways) : null)}>
          {t(draft === null ? "sources.credential.replace" : "sources.credential.keep")}
        </Button>
      </div>
    </fieldset>
  );
}

function Stored({ source: { credential } }: Pick<Props, "source">): ReactNode {
  const { t } = useTranslation();
  if (credential === null) return <p>{t("sources.credential.missing")}</p>;
  const { setAt, renewedAt, expiresAt, hints } = credential;
  const said = [
    t("sources.credential.stored", { date: formatMoment(setAt) }),
    renewedAt === null ? null : t("sources.credential.renewed", { date: formatMoment(renewedAt) }),
    expiresAt === null ? null : t("sources.credential.expires", { date: formatMoment(expiresAt) }),
  ];
  return (
    <>
      <p className="note">{said.filter((part) => part !== null).join(" ")}</p>
      <ul className={styles.hints}>
        {Object.entries(hints).map(([name, hint]) => (
          <li key={name}>
            <code dir="ltr">{hint}</code>
          </li>
        ))}
      </ul>
    </>
  );
}
