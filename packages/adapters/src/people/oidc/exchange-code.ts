import type { OidcAnswer, OidcConnection } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import type { SafeFetch, SafeRequest } from "../../net/safe-fetch.ts";
import type { Description } from "./discovery.ts";
import { getJson, type JsonAnswer } from "./get-json.ts";

export interface Tokens {
  readonly idToken: string;
  readonly accessToken: string | null;
}

type Exchange = Pick<OidcAnswer, "code" | "redirectUri" | "codeVerifier">;

/** The client proves itself as the provider takes it, with the secret in a header where possible. */
export function codeRequest({ clientId, clientSecret }: OidcConnection, description: Description, answer: Exchange): SafeRequest {
  const form = new URLSearchParams({
    grant_type: "authorization_code",
    code: answer.code,
    redirect_uri: answer.redirectUri,
    code_verifier: answer.codeVerifier,
  });
  const headers: Record<string, string> = { "content-type": "application/x-www-form-urlencoded" };
  const methods = description.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  if (clientSecret === null) form.set("client_id", clientId);
  else if (methods.includes("client_secret_basic") || !methods.includes("client_secret_post")) {
    headers["authorization"] = `Basic ${Buffer.from(`${formEncode(clientId)}:${formEncode(clientSecret)}`).toString("base64")}`;
  } else {
    form.set("client_id", clientId);
    form.set("client_secret", clientSecret);
  }
  return { url: description.token_endpoint, method: "POST", headers, body: form.toString() };
}

/** Throws `unauthenticated` when the provider refuses the code. */
export async function exchangeCode(
  fetch: SafeFetch,
  connection: OidcConnection,
  description: Description,
  answer: Exchange,
): Promise<Tokens> {
  const { status, body } = await getJson(fetch, codeRequest(connection, description, answer));
  const idToken = body?.["id_token"];
  const accessToken = body?.["access_token"];
  if (status === 200 && typeof idToken === "string") return { idToken, accessToken: typeof accessToken === "string" ? accessToken : null };
  const problem = errorOf({ status, body });
  if (problem === "") throw new SmartyError("network", `The provider answered ${status} to the code, without an ID token.`);
  throw new SmartyError("unauthenticated", `The provider refused the code: ${problem}.`);
}

/** The code of an error, as a word: what else a provider writes is not ours to repeat. */
export function errorOf({ body }: JsonAnswer): string {
  const error = body?.["error"];
  return typeof error === "string" ? error.replaceAll(/[^a-z0-9_.-]/gi, "").slice(0, 60) : "";
}

/** As RFC 6749, 2.3.1 wants it before Base64. */
function formEncode(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}
