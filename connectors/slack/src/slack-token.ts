import { SmartyError } from "@smartypants/sdk";
import { bucketOf } from "./limits.ts";
import { readAnswer } from "./slack-answer.ts";
import { codeWord } from "./slack-errors.ts";
import type { SlackCredential } from "./settings.ts";
import type { Context } from "./slack-types.ts";

export interface TokenSource {
  /** A token that is good for some minutes more, where rotation makes it end at all. */
  get(): Promise<string>;
  /** After Slack called this token expired; false when there is nothing to renew it with. */
  renew(used: string): Promise<boolean>;
}

const RENEW_BEFORE_MS = 10 * 60_000;
const LEASE_MS = 60_000;

export function createTokenSource(context: Context, now: () => Promise<number>): TokenSource {
  let credential: SlackCredential | undefined;
  const renew = async (used: string): Promise<boolean> => {
    const lease = await context.credentials.lock(LEASE_MS);
    try {
      // Another process was quicker: the refresh token was good for one use only.
      const isRenewed = lease.credential.botToken !== used;
      const next = isRenewed ? lease.credential : await exchange(context, lease.credential, now);
      if (next === null) return false;
      // Written back before it is used, or a crash would lose the only refresh token there is.
      if (!isRenewed) await context.credentials.update(next);
      credential = next;
      return true;
    } finally {
      await context.credentials.release(lease.leaseId);
    }
  };
  return {
    async get() {
      credential ??= await context.credentials.get();
      const { expiresAt, refreshToken } = credential;
      const isEnding = expiresAt !== undefined && refreshToken !== undefined && expiresAt - (await now()) < RENEW_BEFORE_MS;
      if (isEnding) await renew(credential.botToken);
      return credential.botToken;
    },
    renew,
  };
}

/** Null without the parts that rotation needs. */
async function exchange(context: Context, credential: SlackCredential, now: () => Promise<number>): Promise<SlackCredential | null> {
  const { clientId, clientSecret, refreshToken } = credential;
  if (clientId === undefined || clientSecret === undefined || refreshToken === undefined) return null;
  const form = { grant_type: "refresh_token", client_id: clientId, client_secret: clientSecret, refresh_token: refreshToken };
  const answer = await context.http.request({
    method: "POST",
    url: new URL("oauth.v2.access", withSlash(context.settings.advanced.apiBaseUrl)).href,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
    limit: bucketOf("oauth.v2.access", "normal", context.settings),
    retry: "none",
  });
  const outcome = await readAnswer(answer, now);
  if (outcome.kind === "slow")
    throw new SmartyError("rate_limited", "Slack asks to wait before the token is renewed.", {
      retryAfterMs: outcome.retryAfterMs ?? 60_000,
    });
  if (outcome.kind === "fault") throw outcome.error;
  const body = outcome.body as typeof outcome.body & { access_token?: string; refresh_token?: string; expires_in?: number };
  if (!body.ok || body.access_token === undefined || body.refresh_token === undefined)
    throw new SmartyError(
      "auth",
      `Slack did not renew the token (${codeWord(body.error)}); copy the bot token and the refresh token from the app again.`,
    );
  const expiresAt = (await now()) + (body.expires_in ?? 43_200) * 1000;
  return { ...credential, botToken: body.access_token, refreshToken: body.refresh_token, expiresAt };
}

export function withSlash(baseUrl: string): string {
  return baseUrl.endsWith("/") ? baseUrl : `${baseUrl}/`;
}
