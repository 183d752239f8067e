import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import type { Repositories } from "../ports/database/database.ts";
import type { ModelCredential } from "../ports/database/models.ts";
import type { Ports } from "../ports/ports.ts";
import { audit } from "../people/audit.ts";
import { hostOf, type Provider, readBaseUrl } from "./provider-address.ts";

type Needs = Pick<Ports, "database" | "clock" | "ids" | "vault">;

export interface NewCredential {
  readonly name: string;
  readonly secret: string;
  readonly provider: Provider;
  /** The provider's own address when absent. */
  readonly baseUrl?: string | undefined;
}

/** A secret that may be sent to one host only. It is never given out again. */
export async function createCredential(ports: Needs, actor: Actor, input: NewCredential): Promise<ModelCredential> {
  requireRole(actor, "admin");
  const host = hostOf(input.provider, input.baseUrl === undefined ? null : readBaseUrl(input.baseUrl));
  return ports.database.transaction((tx) => addCredential(ports, tx, actor, { name: input.name, secret: input.secret, host }));
}

/** The same within a transaction of the caller. */
export async function addCredential(
  ports: Omit<Needs, "database">,
  tx: Repositories,
  actor: Actor,
  { name, secret, host }: { readonly name: string; readonly secret: string; readonly host: string },
): Promise<ModelCredential> {
  const now = ports.clock.now();
  const id = ports.ids.next();
  const credential: ModelCredential = { id, name: name.trim(), host, lastFour: lastFourOf(secret), createdAt: now, updatedAt: now };
  await tx.models.createCredential({ ...credential, sealed: ports.vault.seal(secret.trim(), contextOf(id, host)) });
  await audit(ports, tx, actor, { action: "credential.create", objectId: id });
  return credential;
}

export async function listCredentials({ database }: Pick<Ports, "database">, actor: Actor): Promise<readonly ModelCredential[]> {
  requireRole(actor, "admin");
  return database.models.credentials();
}

export interface CredentialChange {
  readonly name?: string | undefined;
  /** Takes the place of the old one for every model that uses it. */
  readonly secret?: string | undefined;
}

/** The id stays, and so does the host: for another host a secret is entered anew. */
export async function updateCredential(ports: Needs, actor: Actor, id: string, change: CredentialChange): Promise<ModelCredential> {
  requireRole(actor, "admin");
  return ports.database.transaction((tx) => changeCredential(ports, tx, actor, { id, ...change }));
}

/** The same within a transaction of the caller. */
export async function changeCredential(
  ports: Omit<Needs, "database">,
  tx: Repositories,
  actor: Actor,
  { id, name, secret }: CredentialChange & { readonly id: string },
): Promise<ModelCredential> {
  const known = await tx.models.credential(id);
  if (known === null) throw credentialNotFound();
  const updatedAt = ports.clock.now();
  await tx.models.updateCredential(id, {
    ...(name !== undefined && { name: name.trim() }),
    ...(secret !== undefined && { sealed: ports.vault.seal(secret.trim(), contextOf(id, known.host)), lastFour: lastFourOf(secret) }),
    updatedAt,
  });
  await audit(ports, tx, actor, { action: secret === undefined ? "credential.update" : "credential.rotate", objectId: id });
  const { sealed: _secret, ...changed } = (await tx.models.credential(id)) ?? known;
  return changed;
}

/** Throws `conflict` while a model uses it. */
export async function deleteCredential(ports: Needs, actor: Actor, id: string): Promise<void> {
  requireRole(actor, "admin");
  await ports.database.transaction(async (tx) => {
    const users = (await tx.models.list()).filter((entry) => entry.credentialId === id);
    if (users.length > 0) {
      const names = users.map((entry) => `"${entry.name}"`).join(", ");
      throw new SmartyError("conflict", `This credential is used by ${names}. Give those another one first, or delete them.`);
    }
    if (!(await tx.models.removeCredential(id))) throw credentialNotFound();
    await audit(ports, tx, actor, { action: "credential.delete", objectId: id });
  });
}

/** The secret in clear, for requests to `host` and no other. Throws `invalid` for another host, whatever the caller has checked before. */
export async function openSecret(
  { database, vault }: { readonly database: Pick<Repositories, "models">; readonly vault: Ports["vault"] },
  id: string,
  host: string,
): Promise<string> {
  const credential = await database.models.credential(id);
  if (credential === null) throw credentialNotFound();
  if (credential.host !== host) throw otherHost(credential.host, host);
  return vault.open(credential.sealed, contextOf(id, host));
}

export function otherHost(saved: string, wanted: string): SmartyError {
  const message = `The credential was saved for ${saved} and is not sent to ${wanted}. Enter the API key for ${wanted}.`;
  return new SmartyError("invalid", message, { fields: [{ path: "apiKey", message: `must be entered again for ${wanted}` }] });
}

export function credentialNotFound(): SmartyError {
  return new SmartyError("not_found", "There is no such credential.");
}

/** Bound to the secret: neither another row nor another host opens it. */
function contextOf(id: string, host: string): string {
  return `credential/${id}/${host}`;
}

/** Of a short secret nothing is shown: four characters would be too much of it. */
function lastFourOf(secret: string): string {
  const text = secret.trim();
  return text.length < 12 ? "" : text.slice(-4);
}
