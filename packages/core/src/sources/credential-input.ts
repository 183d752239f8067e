import { type Connector, SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import { audit } from "../people/audit.ts";
import type { Transaction } from "../ports/database/database.ts";
import type { Ports } from "../ports/ports.ts";
import { queueCredentialCheck } from "./credential-check-job.ts";
import { takeDraft } from "./credential-drafts.ts";
import { parseCredential, saveCredential } from "./source-credential.ts";

/** How a credential comes in: in clear, or by the handle of a sign-in or of a test. It never goes out again. */
export interface CredentialInput {
  readonly credential?: unknown;
  readonly credentialHandle?: string | undefined;
}

export function givesCredential({ credential, credentialHandle }: CredentialInput): boolean {
  return credential !== undefined || credentialHandle !== undefined;
}

/** Both at once would leave open which one is meant. */
export function refuseBoth({ credential, credentialHandle }: CredentialInput): void {
  if (credential === undefined || credentialHandle === undefined) return;
  const message = "Give either a credential or a credentialHandle, not both.";
  throw new SmartyError("invalid", message, { fields: [{ path: "credentialHandle", message }] });
}

/** Stores what was given for the source, if anything was. */
export async function storeCredential(
  ports: Pick<Ports, "vault" | "clock" | "ids">,
  tx: Transaction,
  actor: Actor,
  { sourceId, connector, input }: { readonly sourceId: string; readonly connector: Connector; readonly input: CredentialInput },
): Promise<void> {
  if (!givesCredential(input)) return;
  const { credentialHandle: handle } = input;
  const value = handle === undefined ? input.credential : await takeDraft(ports, tx, actor, { handle, connector });
  await saveCredential(ports, tx, { sourceId, connector, credential: parseCredential(connector, value) });
  await queueCredentialCheck(tx, sourceId);
  await audit(ports, tx, actor, { action: "source.credential", objectId: sourceId });
}

/** Whether a source of this connector cannot do without. */
function needsCredential({ auth, credential }: Connector): boolean {
  return credential !== undefined && !auth.includes("none");
}

export function requireCredential(connector: Connector, input: CredentialInput): void {
  if (givesCredential(input) || !needsCredential(connector)) return;
  const message = `${connector.title} needs a credential.`;
  throw new SmartyError("invalid", message, { fields: [{ path: "credential", message }] });
}

/**
 * A stored credential goes to the hosts it was entered for. Settings that name another one, such as another base address, ask for it again: whoever
 * may change settings could otherwise have it sent to a host of their own.
 */
export function requireForNewHosts(before: unknown, after: unknown, input: CredentialInput): void {
  if (givesCredential(input)) return;
  const known = new Set(placesIn(before));
  const added = placesIn(after).find((place) => !known.has(place));
  if (added === undefined) return;
  const message = "The credential was entered for another address. Enter it again for this one.";
  throw new SmartyError("invalid", message, { fields: [{ path: "credential", message }] });
}

const PLACE_NAME = /url|host|server|endpoint|domain|origin|proxy/i;

/** Every text in settings that says where to connect: by its form, or by the name of its field. */
function placesIn(settings: unknown, name = ""): readonly string[] {
  if (typeof settings === "string") return settings.includes("://") || PLACE_NAME.test(name) ? [settings] : [];
  if (Array.isArray(settings)) return settings.flatMap((each) => placesIn(each, name));
  if (typeof settings !== "object" || settings === null) return [];
  return Object.entries(settings).flatMap(([key, value]) => placesIn(value, key));
}
