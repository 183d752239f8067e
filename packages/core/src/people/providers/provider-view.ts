import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../../access/actor.ts";
import type { SignInProvider } from "../../ports/database/sign-in.ts";
import type { OidcConnection } from "../../ports/oidc.ts";
import type { Ports } from "../../ports/ports.ts";
import { acceptsPasswords } from "./passwords.ts";

/** As administrators see it; the secret itself is never shown. */
export interface ProviderView extends SignInProvider {
  /** To be registered at the provider, character by character. */
  readonly redirectUri: string;
  /** How many people are linked with it. */
  readonly people: number;
}

export function redirectUriOf({ identity }: Pick<Ports, "identity">, providerId: string): string {
  return `${identity.publicOrigin}/api/v1/auth/oidc/${providerId}/callback`;
}

export async function listProviders(ports: Pick<Ports, "database" | "identity">, actor: Actor): Promise<readonly ProviderView[]> {
  requireRole(actor, "admin");
  const providers = await ports.database.signIn.providers();
  return providers.map((provider) => ({ ...provider, redirectUri: redirectUriOf(ports, provider.id) }));
}

/** Throws `not_found`. */
export async function getProvider(ports: Pick<Ports, "database" | "identity">, actor: Actor, id: string): Promise<ProviderView> {
  const found = (await listProviders(ports, actor)).find((provider) => provider.id === id);
  if (found === undefined) throw providerNotFound();
  return found;
}

/** What the sign-in page shows to a stranger. */
export interface SignInMethods {
  readonly passwords: boolean;
  readonly providers: readonly Pick<SignInProvider, "id" | "name" | "preset">[];
}

export async function listSignInMethods({ database }: Pick<Ports, "database">): Promise<SignInMethods> {
  const providers = await database.signIn.providers();
  return {
    passwords: await acceptsPasswords(database),
    providers: providers.filter(({ enabled }) => enabled).map(({ id, name, preset }) => ({ id, name, preset })),
  };
}

export function providerNotFound(): SmartyError {
  return new SmartyError("not_found", "There is no such provider.");
}

/** With the secret in clear, for the client alone. */
export async function connectionOf(
  { database, vault }: Pick<Ports, "database" | "vault">,
  { id, issuer, clientId, scopes }: SignInProvider,
): Promise<OidcConnection> {
  const sealed = await database.signIn.sealedSecret(id);
  return { issuer, clientId, scopes, clientSecret: sealed === null ? null : vault.open(sealed, secretContext(id, issuer)) };
}

/** Bound to the issuer: a secret is sent to no other. */
export function secretContext(id: string, issuer: string): string {
  return `sign-in-provider/${id}/${issuer}`;
}
