import type { Connector, SourceAccess } from "@smartypants/client";
import { useState } from "react";
import { type CredentialDraft, credentialToSend, emptyCredential } from "../credential/credential-fields.tsx";
import { accessToSend } from "../access/access-form.tsx";
import { useHere } from "../../auth/use-here.ts";
import { type Field, initialSettings, readFields, readWays, type Settings, settingsToSend, type Way } from "../settings/read-schema.ts";

/** What the operator has entered so far. */
export interface Draft {
  readonly values: Settings;
  readonly credential: CredentialDraft;
  readonly access: SourceAccess;
  /** Null: suggested from the settings. */
  readonly name: string | null;
  readonly schedule: string | null;
}

export interface Wizarding {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  /** Takes what stands for the credential from now on: the one entered was good for one time only. */
  readonly renew: (handle: string) => void;
  readonly fields: readonly Field[];
  /** Empty for a connector that signs in to nothing. */
  readonly ways: readonly Way[];
  readonly way: Way | undefined;
  readonly name: string;
  /** As the API takes it. */
  readonly toSend: {
    readonly connector: string;
    readonly settings: Record<string, unknown>;
    readonly access: SourceAccess;
    readonly credential?: Record<string, unknown>;
    readonly credentialHandle?: string;
  };
}

/** The state of a source that is being connected; `kept` is one that was set aside while somebody signed in elsewhere. */
export function useDraft(connector: Connector, kept: Draft | null): Wizarding {
  const { schedule } = useHere();
  const fields = readFields(connector.settingsSchema);
  const ways = connector.credentialSchema === null ? [] : readWays(connector.credentialSchema);
  const [draft, setDraft] = useState<Draft>(
    () =>
      kept ?? {
        values: initialSettings(fields),
        credential: emptyCredential(ways),
        access: { mode: connector.capabilities["acl"] === "none" ? "everyone" : "source" },
        name: null,
        schedule,
      },
  );
  return {
    draft,
    change: (part) => setDraft((before) => ({ ...before, ...part })),
    renew: (handle) => setDraft((before) => ({ ...before, credential: { ...before.credential, handle } })),
    fields,
    ways,
    way: ways[draft.credential.way],
    name: draft.name ?? suggestName(connector, draft.values),
    toSend: {
      connector: connector.id,
      settings: settingsToSend(fields, draft.values),
      access: accessToSend(draft.access),
      ...credentialToSend(ways, draft.credential),
    },
  };
}

/** "Folder, handbook" for /srv/handbook. */
function suggestName(connector: Connector, values: Settings): string {
  const [first] = Object.values(values).filter((value): value is string => typeof value === "string" && value !== "");
  const last = first?.split(/[/\\]/).findLast((part) => part !== "");
  return last === undefined || connector.auth.some((way) => way !== "none") ? connector.title : `${connector.title}, ${last}`;
}
