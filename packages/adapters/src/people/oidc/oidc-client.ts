import { hash as digest } from "node:crypto";
import type { Clock, OidcAnswer, OidcClaims, OidcClient, OidcConnection } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import type { JSONWebKeySet } from "jose";
import type { SafeFetch } from "../../net/safe-fetch.ts";
import { checkEndpoints, checkIssuer, type Description, fetchDescription } from "./discovery.ts";
import { exchangeCode, type Tokens } from "./exchange-code.ts";
import { requireJson } from "./get-json.ts";
import { fetchKeys } from "./keys.ts";
import { probeProvider } from "./probe-provider.ts";
import { remember, type Remembered } from "./remembered.ts";
import type * as VerifyModule from "./verify-id-token.ts";

const DESCRIPTION_MS = 10 * 60_000;
const KEYS_MS = 10 * 60_000;
/** A token with a made-up key id must not make us ask the provider each time. */
const KEYS_PAUSE_MS = 30_000;

export interface OidcClientOptions {
  /** The one way out. */
  readonly fetch: SafeFetch;
  readonly clock: Clock;
}

interface World extends OidcClientOptions {
  readonly descriptions: Remembered<Description>;
  readonly keys: Remembered<JSONWebKeySet>;
}

/** Our own code flow: what the sign-in library has cannot be changed while it runs, and goes out by ways of its own. */
export function createOidcClient({ fetch, clock }: OidcClientOptions): OidcClient {
  const descriptions = remember(clock, DESCRIPTION_MS, async (issuer) => {
    const description = await fetchDescription(fetch, issuer);
    checkIssuer(description, issuer);
    checkEndpoints(description, issuer);
    return description;
  });
  const keys = remember(clock, KEYS_MS, (url) => fetchKeys(fetch, url));
  const world: World = { fetch, clock, descriptions, keys };
  return {
    authorizationUrl: async (connection, { state, nonce, codeVerifier, redirectUri }) => {
      const { authorization_endpoint: endpoint } = await descriptions.get(connection.issuer);
      const url = new URL(endpoint);
      const parameters = {
        response_type: "code",
        client_id: connection.clientId,
        redirect_uri: redirectUri,
        scope: connection.scopes.join(" "),
        state,
        nonce,
        code_challenge: digest("sha256", codeVerifier, "base64url"),
        code_challenge_method: "S256",
      };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      return url.href;
    },
    redeem: (connection, answer, wanted) => redeem(world, connection, answer, wanted),
    probe: (connection, redirectUri) => probeProvider(fetch, connection, redirectUri),
  };
}

async function redeem(world: World, connection: OidcConnection, answer: OidcAnswer, wanted: readonly string[]): Promise<OidcClaims> {
  const description = await world.descriptions.get(connection.issuer);
  const mustName = description.authorization_response_iss_parameter_supported === true;
  if (answer.iss === null ? mustName : answer.iss !== connection.issuer) {
    throw new SmartyError("unauthenticated", "The answer came from another provider than the one that was asked.");
  }
  const tokens = await exchangeCode(world.fetch, connection, description, answer);
  const claims = await verify(world, connection, description, { ...tokens, nonce: answer.nonce });
  const isMissing = wanted.some((name) => !Object.hasOwn(claims, name) && !Object.hasOwn(claims, name.split(".", 1)[0] ?? name));
  const { userinfo_endpoint: url } = description;
  if (!isMissing || url === undefined || tokens.accessToken === null) return claims;
  const more = await requireJson(world.fetch, { url, headers: { authorization: `Bearer ${tokens.accessToken}` } });
  if (more["sub"] !== claims.sub) throw new SmartyError("unauthenticated", "The provider's user information is about somebody else.");
  // What is signed goes before what is not.
  return { ...more, ...claims };
}

async function verify(
  { clock, keys }: World,
  { issuer, clientId }: OidcConnection,
  { jwks_uri: url }: Description,
  { idToken, accessToken, nonce }: Tokens & Pick<OidcAnswer, "nonce">,
): Promise<OidcClaims> {
  const { isKeyUnknown, verifyIdToken } = await loadVerifier();
  const expected = { issuer, clientId, nonce, accessToken, now: clock.now() };
  try {
    return await verifyIdToken(idToken, await keys.get(url), expected);
  } catch (error) {
    if (!isKeyUnknown(error)) throw error;
  }
  try {
    return await verifyIdToken(idToken, await keys.refresh(url, KEYS_PAUSE_MS), expected);
  } catch (error) {
    if (!isKeyUnknown(error)) throw error;
    throw new SmartyError("unauthenticated", "The provider's ID token was refused: none of its keys has signed it.", { cause: error });
  }
}

/** With the first token: nobody needs it before. */
function loadVerifier(): Promise<typeof VerifyModule> {
  return import("./verify-id-token.ts");
}
