import { type ReactNode, useState } from "react";
import { ConnectionFields } from "../admin-models/connection-fields.tsx";
import { type Draft, draftOf, NEW_KEY } from "../admin-models/model-draft.ts";
import { ModelField } from "../admin-models/model-field.tsx";
import { DraftActions } from "./draft-actions.tsx";
import styles from "./setup-page.module.css";

/** A model by its provider's key, or of any server that speaks a known API. */
export function KeyModel({ onUsed }: { readonly onUsed: () => void }): ReactNode {
  const [draft, setDraft] = useState<Draft>({ ...draftOf(undefined), provider: "openai", credentialId: NEW_KEY });
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  return (
    <div className={styles.fields}>
      <ConnectionFields draft={draft} isProviderFixed={false} onChange={change} />
      <div className={styles.wide}>
        <ModelField draft={draft} onChange={change} />
      </div>
      <DraftActions draft={draft} onUsed={onUsed} />
    </div>
  );
}
