import { SmartyError } from "@smartypants/sdk";
import { z } from "zod";

/** An answer of Google that says no. `reason` is Google's own word, empty when it gave none. */
export class GoogleError extends Error {
  readonly status: number;
  readonly reason: string;
  readonly account: string;

  constructor(status: number, reason: string, detail: string, account: string) {
    super(`Google answered ${status}${reason === "" ? "" : ` ${reason}`}: ${detail}`);
    this.name = "GoogleError";
    this.status = status;
    this.reason = reason;
    this.account = account;
  }
}

const ApiError = z.object({
  error: z.object({
    message: z.string().default(""),
    status: z.string().optional(),
    errors: z.array(z.object({ reason: z.string().default(""), message: z.string().optional() })).default([]),
    details: z.array(z.object({ reason: z.string().optional() })).default([]),
  }),
});

const TokenError = z.object({ error: z.string(), error_description: z.string().default("") });

/** Reads what Google says, whatever the type of the answer was meant to be: the official client leaves that out for streams and text. */
export function readGoogleError(status: number, text: string, account: string): GoogleError {
  const value = parseJson(text);
  const api = ApiError.safeParse(value);
  if (api.success) {
    const { message, errors, details, status: name } = api.data.error;
    const reason = errors[0]?.reason || details.find((each) => each.reason !== undefined)?.reason || name || "";
    return new GoogleError(status, reason, message, account);
  }
  const token = TokenError.safeParse(value);
  if (token.success) return new GoogleError(status, token.data.error, token.data.error_description, account);
  return new GoogleError(status, "", text.slice(0, 200), account);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A page of a proxy, perhaps: then the status has to do.
    return null;
  }
}

const TOO_FAST = new Set(["userRateLimitExceeded", "rateLimitExceeded", "RATE_LIMIT_EXCEEDED", "sharingRateLimitExceeded"]);
const QUOTA = new Set(["dailyLimitExceeded", "dailyLimitExceededUnreg", "quotaExceeded", "RESOURCE_EXHAUSTED"]);
const NOT_ENABLED = new Set(["accessNotConfigured", "SERVICE_DISABLED"]);
const NO_SCOPE = new Set(["insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientScopes"]);
/** Of one person's Drive as a whole. */
const NO_DRIVE = new Set(["domainPolicy", "notACalendarUser", "appNotAuthorizedToUser", "accountDisabled", "authErrorUser"]);

const ONE_HOUR_MS = 3_600_000;

/** That Google wants fewer requests, and the same one again later. */
export function isTooFast({ status, reason }: GoogleError): boolean {
  return (status === 403 && TOO_FAST.has(reason)) || status === 429;
}

export function isNotFound(error: unknown): boolean {
  return error instanceof GoogleError && error.status === 404;
}

/** That a page token is refused: the list has to be begun again. */
export function isExpiredToken(error: unknown): boolean {
  if (!(error instanceof GoogleError)) return false;
  return error.status === 410 || (error.status === 400 && ["invalid", "badRequest", "INVALID_ARGUMENT", ""].includes(error.reason));
}

/** That one person's Drive cannot be read, which says nothing about the others'. */
export function isAccountsOwn(error: unknown): boolean {
  if (!(error instanceof GoogleError)) return false;
  if (error.reason === "invalid_grant") return error.account !== "";
  return error.status === 403 && NO_DRIVE.has(error.reason);
}

/** What stops a run, in words for the operator. Anything that is no answer of Google comes back as it is. */
export function toRunError(error: unknown): unknown {
  if (!(error instanceof GoogleError)) return error;
  const { status, reason } = error;
  const options = { cause: error };
  if (isAccountsOwn(error))
    return new SmartyError(
      "unavailable",
      "A person's account was suspended or removed meanwhile. The sync is tried again without it.",
      options,
    );
  if (status === 404)
    return new SmartyError("unavailable", "A drive or folder went away while it was read. The sync is tried again without it.", options);
  if (status === 403 && /not authorized to access this resource/i.test(error.message))
    return new SmartyError(
      "config",
      "The administrator that was named may not list people and groups. Reconnect with the address of a super administrator.",
      options,
    );
  if (NOT_ENABLED.has(reason))
    return new SmartyError(
      "config",
      "The API is switched off in your Google Cloud project. Enable the Google Drive API (and, for groups, the Admin SDK API) there, then sync again.",
      options,
    );
  if (NO_SCOPE.has(reason))
    return new SmartyError(
      "config",
      "The account has not granted all permissions that are needed. Follow the steps of the guide again, then reconnect.",
      options,
    );
  if (QUOTA.has(reason))
    return new SmartyError("rate_limited", "The daily quota of your Google Cloud project is used up. The sync goes on later.", {
      ...options,
      retryAfterMs: ONE_HOUR_MS,
    });
  if (isTooFast(error))
    return new SmartyError("rate_limited", "Google asks to slow down. The sync goes on in a few minutes.", {
      ...options,
      retryAfterMs: 120_000,
    });
  if (status === 401) return new SmartyError("auth", "Google no longer accepts the access of this source. Reconnect it.", options);
  if (status === 403)
    return new SmartyError(
      "config",
      `Google refused what this source needs (${reason || "no reason given"}). Run the connection check for what to do.`,
      options,
    );
  if (status >= 500)
    return new SmartyError("unavailable", "Google Drive is not answering as it should. The sync is tried again later.", options);
  return new SmartyError("internal", `Google refused a request (${status}${reason === "" ? "" : ` ${reason}`}).`, options);
}
