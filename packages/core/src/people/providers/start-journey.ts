import { SmartyError } from "@smartypants/sdk";
import type { Actor } from "../../access/actor.ts";
import type { Ports } from "../../ports/ports.ts";
import { confirmPerson } from "../confirm-person.ts";
import { beginAttempt, type Caller } from "../sign-in.ts";
import { addressKey, type ThrottlePolicy } from "../throttle.ts";
import { hashToken, randomToken } from "../tokens.ts";
import { connectionOf, providerNotFound, redirectUriOf } from "./provider-view.ts";
import { safePath } from "./safe-path.ts";

/** How long somebody may take at the provider. */
export const JOURNEY_MS = 10 * 60_000;

/** Each start costs a row and perhaps a look at the provider; the people of an office share one address. */
const START_POLICY: ThrottlePolicy = { attempts: 600, windowMs: 15 * 60_000, lockMs: 15 * 60_000, longestLockMs: 60 * 60_000 };

type Needs = Pick<Ports, "database" | "identity" | "oidc" | "vault" | "clock">;

/** What is kept sealed while somebody is at the provider. */
export interface JourneySecrets {
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly returnTo: string;
  /** Set when somebody who is signed in links an account: nobody else may come back from this. */
  readonly userId: string | null;
}

export interface StartedJourney {
  /** Where the browser goes. */
  readonly url: string;
  /** Kept by the browser until it is back: without it nobody else can use the answer. */
  readonly browserToken: string;
  /** Tells journeys of one browser apart. */
  readonly journeyId: string;
}

export interface Start {
  readonly providerId: string;
  /** A path of ours; the start page when absent. Throws `invalid` for anything else. */
  readonly returnTo?: string | undefined;
}

/** Begins a sign-in at a provider. Throws `not_found` for a provider that is not enabled. */
export async function startProviderSignIn(ports: Needs, { providerId, returnTo = "/" }: Start, caller: Caller): Promise<StartedJourney> {
  return begin(ports, { providerId, returnTo, userId: null }, caller);
}

/**
 * Begins linking an account at a provider to one's own. Needs the password of whoever has one, and a browser session: an account that is linked
 * opens this one for good.
 */
export async function startLinking(
  ports: Needs,
  actor: Actor,
  { providerId, password = "", returnTo = "/account" }: Start & { readonly password?: string | undefined },
  caller: Caller,
): Promise<StartedJourney> {
  await confirmPerson(ports, actor, password);
  return begin(ports, { providerId, returnTo, userId: actor.userId }, caller);
}

async function begin(
  ports: Needs,
  { providerId, returnTo, userId }: { readonly providerId: string; readonly returnTo: string; readonly userId: string | null },
  caller: Caller,
): Promise<StartedJourney> {
  const { database, oidc, vault, clock } = ports;
  await beginAttempt(ports, `provider-${addressKey(caller.clientAddress)}`, START_POLICY);
  const path = safePath(returnTo);
  if (path === null)
    throw new SmartyError("invalid", "The way back must be a path of this site.", {
      fields: [{ path: "returnTo", message: "not a path" }],
    });
  const provider = await database.signIn.provider(providerId);
  if (provider === null || !provider.enabled) throw providerNotFound();
  const secrets: JourneySecrets = { nonce: randomToken(), codeVerifier: randomToken(), returnTo: path, userId };
  const state = randomToken();
  const browserToken = randomToken();
  const stateHash = await hashToken(state);
  const url = await oidc.authorizationUrl(await connectionOf(ports, provider), {
    ...secrets,
    state,
    redirectUri: redirectUriOf(ports, providerId),
  });
  const sealed = vault.seal(JSON.stringify(secrets), journeyContext(stateHash));
  const browserHash = await hashToken(browserToken);
  await database.signIn.addJourney({ stateHash, providerId, browserHash, sealed, expiresAt: clock.now() + JOURNEY_MS });
  return { url, browserToken, journeyId: journeyIdOf(stateHash) };
}

export function journeyContext(stateHash: string): string {
  return `sign-in-journey/${stateHash}`;
}

export function journeyIdOf(stateHash: string): string {
  return stateHash.slice(0, 12);
}
