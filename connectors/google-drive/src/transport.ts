import { type HttpAnswer, type HttpRequest, isSmartyError, SmartyError } from "@smartypants/sdk";
import type { DriveContext } from "./context.ts";
import { GoogleError, isTooFast, readGoogleError } from "./google-error.ts";
import { readStart, readText } from "./read-text.ts";

export interface GoogleRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Bucket of the limiter, and whose quota it is: a person's address, or empty for the credential's own account. */
  readonly limit: string;
  readonly account: string;
  /** Answers with the token to be sent; after a refusal it is asked for another one, with the refused one. */
  readonly token?: (refused?: string) => Promise<string>;
  readonly authorizedHosts?: readonly string[];
}

/** Requests for one item or page until it counts as failed. */
const MAX_TRIES = 8;
const DOWNLOAD_TIMEOUT_MS = 120_000;
const MAX_JSON_BYTES = 64 * 1024 * 1024;
const MAX_ERROR_BYTES = 64 * 1024;

/** Asks Google and returns its answer, of which nothing is read yet. Throws GoogleError for what is neither yes nor "later". */
export async function askGoogle(context: Pick<DriveContext, "http" | "signal">, request: GoogleRequest): Promise<HttpAnswer> {
  let refused: string | undefined;
  for (let tries = 1; ; tries++) {
    context.signal.throwIfAborted();
    const token = await request.token?.(refused);
    const answer = await context.http.request(toHttp(request, token));
    if (answer.status >= 200 && answer.status < 300) return answer;
    const error = readGoogleError(answer.status, await readStart(answer.body, MAX_ERROR_BYTES), request.account);
    // A token can end before its time, when a password is changed for example: once, another one is tried.
    if (error.status === 401 && token !== undefined && refused === undefined) {
      refused = token;
      continue;
    }
    if (!isTooFast(error) || tries >= MAX_TRIES) throw error;
    // The status alone does not show it: the bucket pauses, a little longer each time.
    await context.http.slowDown({ limit: request.limit, ...ofAccount(request) });
  }
}

/** As `askGoogle`, with the whole answer as text. An answer that breaks off is asked for again. */
export async function askGoogleText(
  context: Pick<DriveContext, "http" | "signal">,
  request: GoogleRequest,
): Promise<{ readonly text: string; readonly headers: Readonly<Record<string, string>> }> {
  for (let tries = 1; ; tries++) {
    const answer = await askGoogle(context, request);
    try {
      return { text: await readText(answer.body, MAX_JSON_BYTES), headers: answer.headers };
    } catch (error) {
      context.signal.throwIfAborted();
      if (isSmartyError(error) && error.code !== "network") throw error;
      if (tries >= 3) throw new SmartyError("network", "The connection to Google breaks off again and again.", { cause: error });
    }
  }
}

function toHttp({ url, method, headers, body, limit, account, authorizedHosts }: GoogleRequest, token: string | undefined): HttpRequest {
  return {
    url,
    ...(method !== undefined && { method }),
    headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body }),
    limit,
    ...ofAccount({ account }),
    // Google makes an export before it sends anything of it.
    ...(limit === "download" && { timeoutMs: DOWNLOAD_TIMEOUT_MS }),
    ...(authorizedHosts !== undefined && { authorizedHosts }),
  };
}

/** The credential's own account has no name here; the host then counts by source. */
function ofAccount({ account }: Pick<GoogleRequest, "account">): { readonly account?: string } {
  return account === "" ? {} : { account };
}

/** The error that a client threw, without what it was wrapped in on the way through Google's library. */
export function innermostError(error: unknown): unknown {
  let found = error;
  for (let depth = 0; depth < 5 && found instanceof Error; depth++) {
    if (isSmartyError(found) || found instanceof GoogleError || found.cause === undefined) return found;
    found = found.cause;
  }
  return error;
}
