import { type Connector, type ConnectorContext, SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { Source } from "../ports/database/sources.ts";
import type { Ports } from "../ports/ports.ts";
import { createBlobScratch } from "../sync/blob-scratch.ts";
import { connectorContext } from "../sync/connector-context.ts";
import { type Credentials, givenCredentials, storedCredentials } from "../sync/connector-credentials.ts";
import { addDraft, openDraft } from "./credential-drafts.ts";
import { type CredentialInput, givesCredential, refuseBoth, requireForNewHosts } from "./credential-input.ts";
import { parseCredential } from "./source-credential.ts";
import { connectorNamed } from "./source-input.ts";

export type ProbePorts = Pick<Ports, "database" | "connectors" | "connectorHttp" | "clock" | "ids" | "logger" | "vault">;

/** What is tried before it is saved. */
export interface ProbeInput extends CredentialInput {
  readonly connector: string;
  /** By the connector's schema. */
  readonly settings: unknown;
  /** A source whose stored credential is tried where the input gives none. */
  readonly sourceId?: string | undefined;
}

export interface Probe {
  readonly connector: Connector;
  readonly context: ConnectorContext;
  /** Where the connector has renewed a credential that is not stored yet: the handle of the new one, for the old one may work no more. */
  renewedHandle(): string | null;
}

/** A connector with settings and a credential that may not be stored yet, for somebody who waits. Nothing is written but a renewed credential. */
export async function openProbe(ports: ProbePorts, actor: Actor, input: ProbeInput, signal: AbortSignal): Promise<Probe> {
  requireRole(actor, "editor");
  refuseBoth(input);
  const connector = connectorNamed(ports, input.connector);
  let handle: string | null = null;
  const keep = async (credential: unknown): Promise<void> => {
    handle = await addDraft(ports, ports.database, { userId: actor.userId, connector: connector.id, credential });
  };
  const credentials = await chooseCredentials(ports, actor, { connector, input, signal, keep });
  // No stored item is known to it: it shows what it would bring.
  const source = { id: "check", settings: input.settings } as Source;
  const options = { source, connector, scratch: createBlobScratch(), pipelineVersion: "", signal, credentials, isProbe: true };
  return { connector, context: connectorContext(ports, options), renewedHandle: () => handle };
}

interface Choosing {
  readonly connector: Connector;
  readonly input: ProbeInput;
  readonly signal: AbortSignal;
  readonly keep: (credential: unknown) => Promise<void>;
}

async function chooseCredentials(ports: ProbePorts, actor: Actor, { connector, input, signal, keep }: Choosing): Promise<Credentials> {
  if (input.credentialHandle !== undefined) {
    const draft = await openDraft(ports, ports.database, actor, { handle: input.credentialHandle, connector });
    return givenCredentials(connector, draft.credential, (next) => draft.update(next));
  }
  if (givesCredential(input)) return givenCredentials(connector, parseCredential(connector, input.credential), keep);
  if (input.sourceId === undefined) return givenCredentials(connector, undefined, keep);
  const source = await ports.database.forActor(actor).sources.manageable(input.sourceId);
  if (source.connector !== connector.id) throw new SmartyError("not_found", "There is no such source.");
  requireForNewHosts(source.settings, input.settings, input);
  return storedCredentials(ports, { sourceId: source.id, connector, signal });
}
