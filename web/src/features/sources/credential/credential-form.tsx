import { Button } from "@mantine/core";
import type { Connector } from "@smartypants/client";
import { IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../ui/icon.tsx";
import type { Given } from "../queries.ts";
import type { Way } from "../settings/read-schema.ts";
import { type CredentialDraft, CredentialFields, WayChoice } from "./credential-fields.tsx";
import styles from "./credential.module.css";
import { needsSignIn } from "./needs-sign-in.ts";
import { SignIn } from "./sign-in.tsx";

interface Props {
  readonly connector: Connector;
  readonly ways: readonly Way[];
  readonly draft: CredentialDraft;
  readonly error: unknown;
  /** What signing in is begun with. */
  readonly given: Given;
  /** A path of ours; what came of signing in stands there behind `#`. */
  readonly returnTo: string;
  /** Settings that have to be right before somebody signs in. */
  readonly children?: ReactNode;
  readonly onChange: (draft: CredentialDraft) => void;
  /** Sets aside what would be lost with the page. */
  readonly onLeave: () => void;
}

/** How a connector gets in: what has to be entered, and where the way needs it, signing in at the source. */
export function CredentialForm({ connector, ways, draft, error, given, returnTo, children, onChange, onLeave }: Props): ReactNode {
  const { t } = useTranslation();
  const signsIn = needsSignIn(connector, ways[draft.way]);
  if (signsIn && draft.handle !== null) {
    // The server has all of it: nothing is to be entered again.
    return (
      <>
        <p className={styles.signedIn} role="status">
          <Icon of={IconCheck} />
          {t("sources.credential.signedIn")}
        </p>
        <div className="actions">
          <Button variant="default" onClick={() => onChange({ ...draft, handle: null })}>
            {t("sources.credential.signInAnew")}
          </Button>
        </div>
      </>
    );
  }
  return (
    <>
      <WayChoice ways={ways} draft={draft} onChange={onChange} />
      <CredentialFields ways={ways} draft={draft} error={error} onChange={onChange} />
      {signsIn && (
        <>
          {children}
          <SignIn title={connector.title} given={given} returnTo={returnTo} onLeave={onLeave} />
        </>
      )}
    </>
  );
}
