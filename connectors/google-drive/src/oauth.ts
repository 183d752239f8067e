import { type ConnectorContext, type ConnectorOAuth, SmartyError } from "@smartypants/sdk";
import { z } from "zod";
import { askForToken, withToken } from "./access-tokens.ts";
import type { DriveCredential } from "./credential.ts";
import { GoogleError } from "./google-error.ts";
import { DIRECTORY_SCOPES, DRIVE_SCOPES } from "./scopes.ts";
import type { DriveSettings } from "./settings.ts";
import { accountError } from "./sign-in-error.ts";
import { askGoogleText } from "./transport.ts";

const Client = z.object({ clientId: z.string().trim().min(1), clientSecret: z.string().trim().min(1) });

/** Signing in with one Google account. */
export const driveOAuth: ConnectorOAuth<DriveSettings, DriveCredential> = {
  authorizeUrl({ settings, client }, { redirectUri, state, codeChallenge }) {
    const url = new URL(settings.advanced.authorizeUrl);
    const scopes = settings.readGroups ? [...DRIVE_SCOPES, ...DIRECTORY_SCOPES] : DRIVE_SCOPES;
    const query = {
      client_id: clientOf(client).clientId,
      redirect_uri: redirectUri,
      response_type: "code",
      scope: scopes.join(" "),
      // A refresh token comes only with both: without it the access would end after an hour.
      access_type: "offline",
      prompt: "consent",
      state,
      code_challenge: codeChallenge,
      code_challenge_method: "S256",
    };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url.href;
  },
  async exchange(context, { code, redirectUri, codeVerifier }) {
    const { clientId, clientSecret } = clientOf(await context.credentials.get());
    const form = {
      grant_type: "authorization_code",
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
      client_id: clientId,
      client_secret: clientSecret,
    };
    try {
      const token = await askForToken(context, form, "");
      if (token.refreshToken === undefined)
        throw new SmartyError(
          "auth",
          "Google gave no lasting access. Remove SmartyPants under “Third-party apps” of the Google account, then sign in again.",
        );
      const email = await emailOf(context, token.token);
      return withToken({ way: "oauth", clientId, clientSecret, ...(email !== null && { email }) }, token);
    } catch (error) {
      throw error instanceof GoogleError ? accountError(error) : error;
    }
  },
};

const About = z.object({ user: z.object({ emailAddress: z.string() }) });

/** Who has signed in, for the operator to see; null when Google does not say. */
async function emailOf(
  context: Pick<ConnectorContext<DriveSettings>, "http" | "signal" | "settings">,
  token: string,
): Promise<string | null> {
  const url = `${context.settings.advanced.apiBaseUrl.replace(/\/+$/, "")}/drive/v3/about?fields=user(emailAddress)`;
  try {
    const { text } = await askGoogleText(context, { url, limit: "read", account: "", token: () => Promise.resolve(token) });
    return About.parse(JSON.parse(text)).user.emailAddress;
  } catch {
    context.signal.throwIfAborted();
    // Signing in has worked; the connection check says what has not.
    return null;
  }
}

function clientOf(value: unknown): z.infer<typeof Client> {
  const parsed = Client.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new SmartyError("config", "Enter the client id and the client secret first, then sign in.");
}
