import { randomBytes } from "node:crypto";
import type { OidcConnection, OidcProbe, OidcProbeName } from "@smartypants/core";
import { isSmartyError, SmartyError } from "@smartypants/sdk";
import type { SafeFetch } from "../../net/safe-fetch.ts";
import { checkEndpoints, checkIssuer, type Description, discoveryUrl, fetchDescription } from "./discovery.ts";
import { codeRequest, errorOf } from "./exchange-code.ts";
import { getJson } from "./get-json.ts";
import { fetchKeys } from "./keys.ts";

const NAMES: readonly OidcProbeName[] = ["discovery", "issuer", "endpoints", "keys", "client"];

type Found = Pick<OidcProbe, "message"> & { readonly outcome?: "unknown" };

/** One after another, since each needs the one before; the first that fails leaves the rest out. */
export async function probeProvider(fetch: SafeFetch, connection: OidcConnection, redirectUri: string): Promise<readonly OidcProbe[]> {
  const { issuer } = connection;
  let description: Description | undefined;
  const known = async (): Promise<Description> => (description ??= await fetchDescription(fetch, issuer));
  const steps: Readonly<Record<OidcProbeName, () => Promise<Found>>> = {
    discovery: async () => {
      await known();
      return { message: `${discoveryUrl(issuer)} describes an OpenID provider.` };
    },
    issuer: async () => {
      checkIssuer(await known(), issuer);
      return { message: `It calls itself ${issuer}.` };
    },
    endpoints: async () => {
      checkEndpoints(await known(), issuer);
      return { message: pkceMessage(await known()) };
    },
    keys: async () => {
      const { keys } = await fetchKeys(fetch, (await known()).jwks_uri);
      if (keys.length > 0)
        return {
          message: keys.length === 1 ? "One public key to check its tokens with." : `${keys.length} public keys to check its tokens with.`,
        };
      return {
        outcome: "unknown",
        message: "It names no key that tokens can be checked with. It has to sign with RS256, PS256, ES256 or EdDSA.",
      };
    },
    client: async () => tryClient(fetch, connection, await known(), redirectUri),
  };
  const probes: OidcProbe[] = [];
  for (const name of NAMES) {
    const hasFailed = probes.some(({ outcome }) => outcome === "failed");
    probes.push(
      hasFailed ? { name, outcome: "skipped", message: "Not tried: what is needed for it has failed." } : await run(name, steps[name]),
    );
  }
  return probes;
}

async function run(name: OidcProbeName, step: () => Promise<Found>): Promise<OidcProbe> {
  try {
    return { name, outcome: "ok", ...(await step()) };
  } catch (error) {
    // What is wrong at the provider is what was asked for.
    if (isSmartyError(error)) return { name, outcome: "failed", message: error.message };
    throw error;
  }
}

function pkceMessage({ code_challenge_methods_supported: methods }: Description): string {
  return methods?.includes("S256") === true
    ? "Its endpoints are as they should be, and it supports PKCE."
    : "Its endpoints are as they should be. It does not say that it supports PKCE; the challenge is sent all the same.";
}

/** A code that nobody was given: a provider that knows the client refuses the code, another refuses the client. */
async function tryClient(fetch: SafeFetch, connection: OidcConnection, description: Description, redirectUri: string): Promise<Found> {
  const made = { code: "connection-test", redirectUri, codeVerifier: randomBytes(32).toString("base64url") };
  const answer = await getJson(fetch, codeRequest(connection, description, made));
  const problem = errorOf(answer);
  if (["invalid_grant", "invalid_code"].includes(problem)) return { message: "It knows the client id and takes the secret." };
  if (["invalid_client", "unauthorized_client", "invalid_client_id", "bad_client_secret"].includes(problem) || answer.status === 401) {
    throw new SmartyError(
      "config",
      `It refuses the client${problem === "" ? "" : ` (${problem})`}: check client id and secret, and that ${redirectUri} is among its redirect URIs.`,
    );
  }
  return {
    outcome: "unknown",
    message: `It answered ${answer.status}${problem === "" ? "" : ` (${problem})`}, which does not tell whether client id and secret are right. Sign in to see.`,
  };
}
