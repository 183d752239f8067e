import { SmartyError } from "@smartypants/sdk";
import { z } from "zod";
import type { SafeFetch } from "../../net/safe-fetch.ts";
import { requireJson } from "./get-json.ts";

const Texts = z.array(z.string()).optional();

/** What a provider says of itself, as far as we ask. */
const Description = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  jwks_uri: z.string(),
  userinfo_endpoint: z.string().optional(),
  token_endpoint_auth_methods_supported: Texts,
  code_challenge_methods_supported: Texts,
  id_token_signing_alg_values_supported: Texts,
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});

export type Description = z.infer<typeof Description>;

export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}

/** Read, not believed yet: `checkDescription` does that. Throws `network` or `config`. */
export async function fetchDescription(fetch: SafeFetch, issuer: string): Promise<Description> {
  const body = await requireJson(fetch, { url: discoveryUrl(issuer) });
  const parsed = Description.safeParse(body);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join(".") ?? "";
  throw new SmartyError(
    "config",
    `${discoveryUrl(issuer)} does not describe an OpenID provider: ${field} is missing or not as it should be.`,
  );
}

/** Throws `config` unless the provider is the very one that was meant; another could have its tokens taken for this one's. */
export function checkIssuer({ issuer: said }: Description, issuer: string): void {
  if (said !== issuer)
    throw new SmartyError("config", `The provider calls itself "${said.slice(0, 300)}". Add it with exactly this as its issuer.`);
}

/** Throws `config` for an endpoint that is no web address, or could be read on the way. */
export function checkEndpoints(description: Description, issuer: string): void {
  const { authorization_endpoint: authorization, token_endpoint: token, jwks_uri: keys, userinfo_endpoint: userInfo } = description;
  for (const address of [authorization, token, keys, ...(userInfo === undefined ? [] : [userInfo])]) {
    const url = URL.parse(address);
    const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && issuer.startsWith("http:"));
    if (url === null || !isSafe || url.hash !== "")
      throw new SmartyError("config", `The provider names "${address.slice(0, 300)}", which is no https address.`);
  }
}
