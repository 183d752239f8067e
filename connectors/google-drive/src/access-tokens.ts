import { createSign } from "node:crypto";
import { SmartyError } from "@smartypants/sdk";
import { z } from "zod";
import type { DriveContext } from "./context.ts";
import { type AccountCredential, type DriveCredential, type KeyFile, keyFileOf } from "./credential.ts";
import { GoogleError } from "./google-error.ts";
import { accountError, serviceAccountError } from "./sign-in-error.ts";
import { sourceTime } from "./source-time.ts";
import { askGoogleText } from "./transport.ts";

/** Access tokens of one source, asked for when needed and kept until they end. */
export interface AccessTokens {
  /** In the name of `account`, or of the credential itself where that is empty. `refused` is one that Google no longer takes. */
  get(account: string, scopes: readonly string[], refused?: string): Promise<string>;
}

interface Token {
  readonly token: string;
  readonly expiresAt: number;
}

const Answer = z.object({
  access_token: z.string(),
  expires_in: z.number().default(3600),
  refresh_token: z.string().optional(),
  scope: z.string().optional(),
});

/** Before its end, so that no request arrives late. */
const MARGIN_MS = 120_000;
const LEASE_MS = 60_000;
/** Whom a signed request is addressed to; the key file names it too. */
const AUDIENCE = "https://oauth2.googleapis.com/token";

export function createAccessTokens(context: DriveContext, credential: DriveCredential): AccessTokens {
  const held = new Map<string, Promise<Token>>();
  const ask = (account: string, scopes: readonly string[], refused: string | undefined): Promise<Token> =>
    credential.way === "oauth" ? renew(context, refused) : exchangeKey(context, keyFileOf(credential), account, scopes);
  return {
    async get(account, scopes, refused) {
      const name = credential.way === "oauth" ? "" : `${account} ${scopes.join(" ")}`;
      const now = await context.now();
      const present = await held.get(name);
      if (present !== undefined && present.token !== refused && present.expiresAt - MARGIN_MS > now) return present.token;
      const asked = ask(account, scopes, refused);
      // Kept while it is asked for: a hundred requests at once need one token. One that fails is not kept.
      held.set(name, asked);
      asked.catch(() => held.delete(name));
      return (await asked).token;
    },
  };
}

/**
 * Signs for a token as RFC 7523 says. Google's library would do it too, but it takes the time from this process and the address from a
 * constant; here both come from the host and the settings.
 */
async function exchangeKey(context: DriveContext, key: KeyFile, account: string, scopes: readonly string[]): Promise<Token> {
  const issuedAt = Math.floor((await sourceTime(context)) / 1000);
  const claims = {
    iss: key.client_email,
    scope: scopes.join(" "),
    aud: key.token_uri ?? AUDIENCE,
    iat: issuedAt,
    exp: issuedAt + 3600,
    ...(account !== "" && { sub: account }),
  };
  const assertion = signed(key, claims);
  try {
    return await askForToken(context, { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion }, account);
  } catch (error) {
    throw error instanceof GoogleError ? serviceAccountError(error, key.client_id) : error;
  }
}

function signed(key: KeyFile, claims: object): string {
  const header = { alg: "RS256", typ: "JWT", ...(key.private_key_id !== undefined && { kid: key.private_key_id }) };
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  try {
    return `${text}.${createSign("RSA-SHA256").update(text).sign(key.private_key, "base64url")}`;
  } catch (error) {
    throw new SmartyError("auth", "The private key of the service account cannot be used. Paste the whole JSON file again.", {
      cause: error,
    });
  }
}

/** Renews the access of a signed-in account: one process at a time, since Google may replace the refresh token as well. */
async function renew(context: DriveContext, refused: string | undefined): Promise<Token> {
  const stored = await context.credentials.get();
  const valid = await validToken(context, stored, refused);
  if (valid !== null) return valid;
  const { credential, leaseId } = await context.credentials.lock(LEASE_MS);
  try {
    // Somebody else may have renewed it meanwhile.
    const present = await validToken(context, credential, refused);
    if (present !== null) return present;
    return await refresh(context, credential);
  } finally {
    await context.credentials.release(leaseId);
  }
}

async function validToken(context: DriveContext, credential: DriveCredential, refused: string | undefined): Promise<Token | null> {
  if (credential.way !== "oauth" || credential.accessToken === undefined || credential.accessToken === refused) return null;
  const expiresAt = credential.expiresAt ?? 0;
  return expiresAt - MARGIN_MS > (await context.now()) ? { token: credential.accessToken, expiresAt } : null;
}

async function refresh(context: DriveContext, credential: DriveCredential): Promise<Token> {
  if (credential.way !== "oauth" || credential.refreshToken === undefined)
    throw new SmartyError("auth", "Nobody has signed in for this source yet. Sign in with the Google account.");
  try {
    const { clientId, clientSecret, refreshToken } = credential;
    const form = { grant_type: "refresh_token", client_id: clientId, client_secret: clientSecret, refresh_token: refreshToken };
    const renewed = await askForToken(context, form, "");
    await context.credentials.update(withToken(credential, renewed));
    return renewed;
  } catch (error) {
    throw error instanceof GoogleError ? accountError(error) : error;
  }
}

export function withToken(credential: AccountCredential, { token, expiresAt, refreshToken }: NewToken): AccountCredential {
  return { ...credential, accessToken: token, expiresAt, ...(refreshToken !== undefined && { refreshToken }) };
}

export interface NewToken extends Token {
  readonly refreshToken?: string;
}

/** One request to the token address. Throws GoogleError when it is refused. */
export async function askForToken(
  context: Pick<DriveContext, "http" | "signal" | "settings" | "now">,
  form: Readonly<Record<string, string>>,
  account: string,
): Promise<NewToken> {
  const { text } = await askGoogleText(context, {
    url: context.settings.advanced.tokenUrl,
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
    limit: "token",
    account,
  });
  const answer = Answer.safeParse(parseJson(text));
  if (!answer.success) throw new SmartyError("config", "The token address does not answer as Google does. Check it in the settings.");
  const { access_token: token, expires_in: seconds, refresh_token: refreshToken } = answer.data;
  return { token, expiresAt: (await context.now()) + seconds * 1000, ...(refreshToken !== undefined && { refreshToken }) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Refused by the schema that reads it.
    return null;
  }
}
